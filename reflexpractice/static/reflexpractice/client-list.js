// The list of clients by keyboard: "/" goes to the search box, arrows walk through the rows, Enter opens.
// Where there is room, the client in focus, or the one a pointer rests on, is shown beside the list.
const search = document.querySelector("[data-search]");
const links = () => [...document.querySelectorAll("[data-client]")];
const isTyping = (element) => element.matches("input, textarea, select, [contenteditable]");

const step = (by) => {
  const every = links();
  const next = every.indexOf(document.activeElement) + by;
  if (next < 0) search.focus();
  else every[Math.min(next, every.length - 1)]?.focus();
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/" && !isTyping(event.target)) search.focus();
  else if (event.key === "ArrowDown" && (event.target === search || event.target.matches("[data-client]"))) step(1);
  else if (event.key === "ArrowUp" && event.target.matches("[data-client]")) step(-1);
  else if (event.key === "Enter" && event.target === search && links().length === 1) location.assign(links()[0].href);
  else return;
  event.preventDefault();
});

const REST = 350; // milliseconds: passing over a name on the way elsewhere opens nobody's record
const room = matchMedia("(width >= 1280px)");
let waiting;

const look = (link) => {
  clearTimeout(waiting);
  if (!link || !room.matches) return;
  waiting = setTimeout(() => {
    for (const each of links()) each.closest("tr").classList.toggle("is-shown", each === link);
    htmx.ajax("GET", link.dataset.preview, { target: "#preview", swap: "innerHTML" });
  }, REST);
};

document.addEventListener("focusin", ({ target }) => target.matches("[data-client]") && look(target));
document.addEventListener("pointerover", ({ target, pointerType }) => {
  if (pointerType === "mouse") look(target.closest(".clients-table tbody tr")?.querySelector("[data-client]"));
});
