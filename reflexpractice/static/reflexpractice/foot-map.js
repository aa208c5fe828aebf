// The foot map's hands and voice: taps, keys, views, zoom. It decides nothing about safety: it says which
// zone was chosen ("zone:choose" from the zone) and shows what the page was answered ("zones:repaint").
import { at, lowest, neighbour } from "./foot-map-ways.js";

const SVG = "http://www.w3.org/2000/svg";
const REACH = 14; // pixels from a gutter to the nearest tile
const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const maps = new WeakMap();

const all = (within, what) => [...within.querySelectorAll(what)];
const footOf = (node) => node.closest("[data-foot]").dataset.foot;
const isBig = (picture) => picture.parentElement.matches(".foot-place");
const redrawn = (svg) => svg.dispatchEvent(new CustomEvent("foot:redrawn", { bubbles: true }));

class FootMap {
  constructor(root) {
    this.root = root;
    this.looks = JSON.parse(root.dataset.looks); // gravest first
    this.pictures = all(root, ".foot-picture");
    this.home = this.pictures[0].dataset.view;
    root.classList.add("is-awake");
    all(root, "[data-tools], [data-others]").forEach((part) => { part.hidden = false; });
    for (const picture of this.pictures) {
      picture.querySelector("svg").setAttribute("role", "group");
      for (const zone of all(picture, ".tiles .z")) {
        zone.setAttribute("role", "button");
        zone.setAttribute("aria-pressed", this.looks[zone.dataset.state].pressed);
      }
      this.settle(picture);
    }
    this.show("right");
    root.addEventListener("click", (event) => this.click(event));
    root.addEventListener("keydown", (event) => this.key(event));
    root.addEventListener("zone:pick", ({ detail }) => this.pick(detail.zone, detail.foot));
    // On the wrapper: Chromium makes an svg with a focus listener a tab stop of its own.
    root.addEventListener("focusin", ({ target }) => target.matches(".tiles .z") && this.ring(target));
    root.addEventListener("focusout", () => all(root, ".ring").forEach((ring) => ring.classList.add("is-resting")));
  }

  // pictures: one big for each foot, the others small beside it
  settle(picture) {
    const big = isBig(picture);
    const svg = picture.querySelector("svg");
    picture.querySelector(".foot-drawing").inert = !big;
    picture.querySelector("[data-open]").hidden = big;
    svg.setAttribute("viewBox", big ? svg.dataset.box : svg.dataset.crop);
    this.stop(svg.querySelector('.tiles [tabindex="0"]') ?? svg.querySelector(".tiles .z"));
    redrawn(svg);
  }

  enlarge(picture) {
    const place = this.root.querySelector(`.foot-place[data-foot="${footOf(picture)}"]`);
    const old = place.firstElementChild;
    if (old !== picture) {
      picture.before(old);
      place.append(picture);
      [old, picture].forEach((each) => this.settle(each));
    }
    this.show(footOf(picture));
  }

  back(from) {
    const foot = from.closest("[data-foot]")?.dataset.foot;
    const moved = this.pictures.filter((picture) => picture.dataset.view === this.home && !isBig(picture));
    const soles = moved.filter((picture) => !foot || footOf(picture) === foot);
    soles.forEach((picture) => this.enlarge(picture));
    if (soles.length && from.matches(".z")) this.enter(soles[0]);
    this.zoom(false);
  }

  show(foot) {
    all(this.root, ".foot-place, .foot-strip").forEach((part) => part.classList.toggle("is-shown", footOf(part) === foot));
    all(this.root, "[data-show]").forEach((tab) => tab.setAttribute("aria-pressed", tab.dataset.show === foot));
  }

  zoom(on) {
    this.root.classList.toggle("is-zoomed", on);
    this.root.querySelector("[data-zoom]").setAttribute("aria-pressed", on);
  }

  // focus: one stop a picture; the ring lies above all tiles
  enter(picture) {
    picture.querySelector('.tiles [tabindex="0"]').focus();
  }

  stop(zone) {
    all(zone.closest(".tiles"), ".z").forEach((each) => each.setAttribute("tabindex", each === zone ? 0 : -1));
  }

  ring(zone) {
    all(this.root, ".ring").forEach((ring) => ring.replaceChildren());
    const ring = zone.closest("svg").querySelector(".ring");
    ring.classList.remove("is-resting");
    for (const kind of ["halo", "inner"]) {
      const copies = [...zone.children].map((part) => part.cloneNode());
      copies.forEach((copy) => copy.setAttribute("class", kind));
      ring.append(...copies);
    }
    this.stop(zone);
    this.show(footOf(zone));
  }

  // taps and keys
  click({ target, clientX, clientY }) {
    const button = target.closest("button");
    if (button?.matches("[data-open]")) {
      this.enlarge(button.parentElement);
      this.enter(button.parentElement);
    } else if (button?.matches("[data-show]")) this.show(button.dataset.show);
    else if (button?.matches("[data-zoom]")) this.zoom(!this.root.classList.contains("is-zoomed"));
    else if (button?.matches("[data-zone]")) this.pick(button.dataset.zone, button.dataset.foot);
    else if (target.closest(".foot-place .foot-drawing")) {
      const zone = nearest(target.closest(".foot-drawing"), clientX, clientY);
      if (zone) this.choose(zone);
    }
  }

  key(event) {
    if (event.key === "Escape") this.back(event.target);
    const zone = event.target.closest(".tiles .z");
    if (!zone || event.ctrlKey || event.metaKey || event.altKey) return;
    const zones = all(zone.closest(".tiles"), ".z");
    if (event.key in ARROWS) neighbour(zone, zones, ARROWS[event.key])?.focus();
    else if (event.key === "Home") zones[0].focus();
    else if (event.key === "End") lowest(zones).focus();
    else if (event.key === "Enter" || event.key === " ") this.choose(zone);
    else if (event.key === "/") this.root.querySelector("[data-find]").focus();
    else return;
    event.preventDefault();
  }

  pick(code, foot) {
    const here = `[data-zone="${code}"]`;
    const found = all(this.root, `[data-foot="${foot}"] .tiles ${here}`);
    const zone = found.find((each) => each.closest(".foot-place")) ?? found[0];
    if (zone) this.enlarge(zone.closest(".foot-picture"));
    this.choose(zone ?? this.root.querySelector(`.foot-chip[data-foot="${foot}"]${here}`));
  }

  choose(zone) {
    const { zone: code, name, state } = zone.dataset;
    const near = zone.dataset.at ? this.near(zone) : [];
    if (zone.dataset.at) zone.focus({ preventScroll: true });
    const detail = { zone: code, name, foot: footOf(zone), state, near };
    zone.dispatchEvent(new CustomEvent("zone:choose", { bubbles: true, detail }));
  }

  near(zone) {
    const [x, y] = at(zone);
    const far = (other) => Math.hypot(at(other)[0] - x, at(other)[1] - y);
    const found = all(zone.closest(".tiles"), ".z").sort((a, b) => far(a) - far(b)).slice(1, 5);
    const slot = this.root.querySelector("[data-near]");
    slot.replaceChildren("Near by", ...found.map(({ dataset }) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", textContent: dataset.name });
      Object.assign(button.dataset, { zone: dataset.zone, foot: footOf(zone) });
      return button;
    }));
    slot.hidden = false;
    return found.map(({ dataset }) => dataset.zone);
  }

  // answers: a zone that is not named is not checked
  repaint({ states, pins, sentence }) {
    const changed = new Set();
    for (const zone of all(this.root, ".z[data-zone], .foot-chip")) {
      const { dataset } = zone;
      const key = `${footOf(zone)}:${dataset.zone}`;
      const pin = `${(pins ? pins[key] : dataset.pin) ?? ""}`;
      const told = states ? states[key] : dataset.state;
      const state = Object.hasOwn(this.looks, told) ? told : "unknown";
      if (state === dataset.state && pin === (dataset.pin ?? "")) continue;
      dataset.pin = pin;
      this.paint(zone, state);
      changed.add(zone.closest(".foot-picture"));
    }
    changed.forEach((picture) => picture && this.sum(picture));
    for (const item of all(this.root, "[data-legend]")) {
      item.hidden &&= !this.root.querySelector(`.tiles .z-${item.dataset.legend}`);
    }
    if (sentence !== undefined) this.root.querySelector("[data-status]").textContent = sentence;
  }

  paint(zone, state) {
    const look = this.looks[state];
    const { name, pin } = zone.dataset;
    const tile = zone.matches(".z");
    zone.dataset.state = state;
    zone.setAttribute("aria-pressed", look.pressed);
    zone.setAttribute("aria-label", `${name}, ${footOf(zone)}: ${look.say}${pin ? `, tenderness ${pin}` : ""}`);
    zone.setAttribute("class", tile ? `z z-${look.look}` : `foot-chip foot-chip-${look.look}`);
    if (!tile) return;
    const svg = zone.closest("svg");
    if (look.pattern) zone.setAttribute("fill", `url(#${svg.id}-${look.pattern})`);
    else zone.removeAttribute("fill");
    all(svg, `.note[data-zone="${zone.dataset.zone}"]`).forEach((note) => this.annotate(note, look, pin));
  }

  annotate(note, look, pin) {
    note.querySelector(".zl")?.setAttribute("class", `zl zl-${look.look}`);
    all(note, ".mark, .foot-pin").forEach((sign) => sign.remove());
    if (pin && note.dataset.fit.endsWith(" 1")) note.prepend(pinOf(pin));
    else if (look.mark) note.prepend(drawn("use", { class: "mark", href: `#${this.root.id}-mark-${look.mark}` }));
  }

  // what a picture holds, in words and as a count
  sum(picture) {
    const svg = picture.querySelector("svg");
    const states = all(svg, ".tiles .z").map((zone) => zone.dataset.state);
    const tally = (wanted) => {
      const words = Object.keys(this.looks).filter(wanted).map((state) => this.looks[state].count);
      const counts = [...new Set(words)].map((word) => [states.filter((state) => this.looks[state].count === word).length, word]);
      return counts.filter(([number]) => number);
    };
    const say = (counts) => counts.map((count) => count.join(" ")).join(", ");
    const summary = [svg.dataset.name, say(tally((state) => state !== "clear"))].filter(Boolean).join(": ");
    const worst = ["avoid", "unknown", "caution"].find((look) => svg.querySelector(`.tiles .z-${look}`)) ?? "";
    const warned = tally((state) => this.looks[state].look === worst);
    const badge = picture.querySelector("[data-badge]");
    svg.setAttribute("aria-label", summary);
    picture.querySelector("[data-open]").setAttribute("aria-label", `Show large: ${summary}`);
    badge.className = `foot-badge foot-badge-${worst}`;
    badge.firstChild.textContent = worst === "unknown" ? "?" : warned.reduce((sum, [number]) => sum + number, 0);
    badge.lastChild.textContent = say(warned);
    redrawn(svg);
  }
}

function drawn(name, attributes) {
  const node = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
  return node;
}

function pinOf(value) {
  const pin = drawn("g", { class: `foot-pin foot-pin-${value}` });
  pin.append(drawn("circle", { r: 11 }), drawn("text", { y: 4.7 }));
  pin.lastChild.textContent = value;
  return pin;
}

// The tile under the point, else the nearest within reach: no tap is lost.
function nearest(drawing, x, y) {
  for (let reach = 0; reach <= REACH; reach += 1) {
    for (let turn = 0; turn < 2 * Math.PI; turn += reach ? Math.PI / 12 : 7) {
      const hit = document.elementFromPoint(x + reach * Math.cos(turn), y + reach * Math.sin(turn));
      const zone = hit?.closest(".tiles .z");
      if (zone && drawing.contains(zone)) return zone;
    }
  }
  return null;
}

function wake(within) {
  const roots = within.matches?.("[data-foot-map]") ? [within] : all(within, "[data-foot-map]");
  roots.filter((root) => !maps.has(root)).forEach((root) => maps.set(root, new FootMap(root)));
}

wake(document);
document.addEventListener("htmx:load", ({ target }) => wake(target));
document.addEventListener("zones:repaint", ({ detail }) => {
  all(document, "[data-foot-map]").forEach((root) => maps.get(root)?.repaint(detail));
});
