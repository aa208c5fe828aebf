// The list of clients by keyboard: "/" goes to the search box, arrows walk through the rows, Enter opens.
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
