// "Find a zone": type part of a name, choose with arrows and Enter or by a tap; the map does the rest.
const all = (within, what) => [...within.querySelectorAll(what)];
const footOf = (node) => node.closest("[data-foot]").dataset.foot;

function attend(box) {
  const map = box.closest("[data-foot-map]");
  const list = map.querySelector("[data-found]");
  let options = [];
  let chosen = -1;

  const select = (index) => {
    chosen = index;
    options.forEach((option, i) => option.setAttribute("aria-selected", i === index));
    box.setAttribute("aria-activedescendant", options[index]?.id ?? "");
    options[index]?.scrollIntoView({ block: "nearest" });
  };
  const offer = (zones) => {
    options = zones.map((zone, i) => optionOf(zone, `${list.id}-${i}`));
    list.replaceChildren(...options);
    list.hidden = !options.length;
    box.setAttribute("aria-expanded", Boolean(options.length));
    select(options.length ? 0 : -1);
  };
  const take = (option) => {
    const { zone, foot } = option.dataset;
    box.value = "";
    offer([]);
    map.dispatchEvent(new CustomEvent("zone:pick", { detail: { zone, foot } }));
  };

  box.addEventListener("input", () => offer(matches(map, box.value.trim().toLowerCase())));
  box.addEventListener("blur", () => offer([]));
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length) select((chosen + step + options.length) % options.length);
    else if (event.key === "Enter" && options[chosen]) take(options[chosen]);
    else if (event.key === "Escape" && options.length) offer([]);
    else if (event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", ({ target }) => {
    const option = target.closest("[role=option]");
    if (option) take(option);
  });
}

function matches(map, text) {
  const found = new Map();
  for (const zone of text ? all(map, ".tiles .z, .foot-chip") : []) {
    const place = zone.dataset.name.toLowerCase().indexOf(text);
    if (place >= 0) found.set(`${zone.dataset.zone} ${footOf(zone)}`, [place, zone]);
  }
  return [...found.values()].sort((a, b) => a[0] - b[0]).slice(0, 12).map(([, zone]) => zone);
}

function optionOf(zone, id) {
  const option = document.createElement("li");
  const state = document.createElement("span");
  const [name, words] = zone.getAttribute("aria-label").split(": ");
  state.textContent = words;
  option.append(name, state);
  Object.assign(option, { id, role: "option" });
  Object.assign(option.dataset, { zone: zone.dataset.zone, foot: footOf(zone) });
  return option;
}

const known = new WeakSet();
function wake(within) {
  for (const box of all(within, "[data-find]")) {
    if (known.has(box)) continue;
    known.add(box);
    attend(box);
  }
}

wake(document);
document.addEventListener("htmx:load", ({ target }) => wake(target));
