// Overlays, marks and words of the foot map keep their size on screen, whatever the drawing's size.
// knowledge/foot_map/room.py does the same sums for the first paint.
const FONT = { fine: 13, plain: 11.5 };
const GLYPH = 0.565;
const LINE = 1.06;
const GAP = 2;
const SMALL = 0.65; // the small views wear finer lines

const all = (within, what) => [...within.querySelectorAll(what)];

function measure(svg) {
  const px = svg.getScreenCTM()?.a;
  if (!px) return;
  const scale = (svg.closest(".foot-strip") ? SMALL : 1) / px;
  svg.style.setProperty("--k", scale);
  svg.classList.toggle("foot-fine", px >= 0.8);
  for (const overlay of all(svg, "pattern")) {
    const turn = overlay.getAttribute("patternTransform").replace(/scale\([^)]*\)/, "");
    overlay.setAttribute("patternTransform", `scale(${scale.toFixed(3)})${turn}`);
  }
  all(svg, ".note").forEach((note) => fit(note, px));
}

// A mark wins over words; both show, mark above words, where the height allows it.
function fit(note, px) {
  const [radius, width, height, turn] = note.dataset.fit.split(" ").map(Number);
  const words = note.querySelector(".zl");
  const pin = note.querySelector(".foot-pin");
  const sign = pin ?? note.querySelector(".mark");
  const full = pin ? 24 : 18;
  const size = sign ? signSize(1.7 * radius * px, full, pin) : 0;
  const lengths = words ? all(words, "tspan").map((line) => line.textContent.length) : [];
  const font = px >= 0.8 ? FONT.fine : FONT.plain;
  const text = LINE * font * lengths.length;
  const fits = lengths.length && !(size && turn)
    && GLYPH * font * Math.max(...lengths) <= (size ? 0.95 : 1.03) * width * px
    && text + (size && size + GAP) <= height * px;
  place(sign, size, `translate(0 ${fits ? -(text + GAP) / 2 / px : 0})scale(${size / full / px})`);
  place(words, fits, size ? `translate(0 ${(size + GAP) / 2 / px})` : `rotate(${turn})`);
}

function signSize(room, full, pin) {
  if (pin) return Math.min(full, Math.max(14, room));
  return room >= 1.7 * 6.5 ? Math.min(full, room) : 0;
}

function place(part, shown, transform) {
  part?.setAttribute("transform", transform);
  if (shown) part?.removeAttribute("display");
  else part?.setAttribute("display", "none");
}

// a phone shows the feet first; what the patterns mean opens on demand
if (matchMedia("(width < 700px)").matches) all(document, ".foot-key").forEach((key) => { key.open = false; });

const sizes = new ResizeObserver((seen) => seen.forEach((entry) => measure(entry.target)));
const watch = (within) => all(within, ".foot-drawing svg").forEach((svg) => sizes.observe(svg));
watch(document);
document.addEventListener("htmx:load", ({ target }) => watch(target));
document.addEventListener("foot:redrawn", ({ target }) => measure(target));
