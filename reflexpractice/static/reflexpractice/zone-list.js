// The list that says what the map shows: it asks as the map asks ("zone:choose"), follows every repaint,
// and changes places with the map when the reader prefers words. Without this script it is a plain form.
const all = (within, what) => [...within.querySelectorAll(what)];

function ask({ target }) {
  const list = target.closest("[data-zone-list]");
  if (!list || target.name !== "zones") return;
  const [foot, zone] = target.value.split(":");
  const name = target.closest(".zone-list-row").querySelector(".zone-list-name").textContent;
  const detail = { zone, foot, name, state: target.dataset.state, near: [] };
  target.dispatchEvent(new CustomEvent("zone:choose", { bubbles: true, detail }));
}

// A zone that is not named is not checked.
function follow(list, states) {
  const looks = JSON.parse(list.dataset.looks);
  for (const box of all(list, 'input[name="zones"]')) {
    const state = Object.hasOwn(looks, states[box.value]) ? states[box.value] : "unknown";
    const cell = box.closest(".zone-list-cell");
    box.dataset.state = state;
    box.checked = looks[state].pressed;
    box.disabled = !looks[state].free;
    cell.className = `zone-list-cell zone-list-${looks[state].look}`;
    cell.querySelector(".zone-list-word").textContent = looks[state].say;
  }
  for (const row of all(list, ".zone-list-row")) {
    row.classList.toggle("is-quiet", all(row, "input").every((box) => box.dataset.state === "clear"));
  }
}

function show(surface, part) {
  surface.dataset.shows = part;
  all(surface, "[data-foot-switch] [data-shows]").forEach((button) => {
    button.setAttribute("aria-pressed", button.dataset.shows === part);
  });
}

function wake(within) {
  for (const control of all(within, "[data-foot-switch][hidden]")) {
    const surface = control.closest("[data-foot-surface]");
    control.hidden = false;
    show(surface, surface.dataset.shows ?? "map");
  }
}

wake(document);
document.addEventListener("htmx:load", ({ target }) => wake(target));
document.addEventListener("change", ask);
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-foot-switch] [data-shows]");
  if (button) show(button.closest("[data-foot-surface]"), button.dataset.shows);
});
document.addEventListener("zones:repaint", ({ detail }) => {
  if (detail.states) all(document, "[data-zone-list]").forEach((list) => follow(list, detail.states));
});
