// A signature as strokes of points on a fixed field, so that turning or resizing the screen loses nothing.
const MOST_POINTS = 6000;

for (const box of document.querySelectorAll("[data-signature]")) {
  const pad = box.querySelector(".signature-pad");
  const drawn = box.querySelector(".signature-strokes");
  const input = document.getElementById(box.dataset.signature);
  const field = pad.viewBox.baseVal;
  let strokes = [];
  let stroke = null;

  const show = () => {
    drawn.setAttribute("d", strokes.map((points) => {
      const pairs = [];
      for (let at = 0; at < points.length; at += 2) pairs.push(`${points[at]} ${points[at + 1]}`);
      return `M${pairs.join("L")}${pairs.length === 1 ? "h.1" : ""}`;
    }).join(""));
  };

  const add = (event) => {
    const place = pad.getBoundingClientRect();
    const across = Math.min(Math.max((event.clientX - place.left) / place.width, 0), 1);
    const down = Math.min(Math.max((event.clientY - place.top) / place.height, 0), 1);
    if (strokes.flat().length < 2 * MOST_POINTS) stroke.push(Math.round(across * field.width), Math.round(down * field.height));
    show();
  };

  const finish = () => {
    stroke = null;
    input.value = strokes.length ? JSON.stringify(strokes) : "";
  };

  pad.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    pad.setPointerCapture(event.pointerId);
    stroke = [];
    strokes.push(stroke);
    add(event);
  });
  pad.addEventListener("pointermove", (event) => { if (stroke) add(event); });
  for (const end of ["pointerup", "pointercancel"]) pad.addEventListener(end, () => { if (stroke) finish(); });

  box.querySelector("[data-clear]").addEventListener("click", () => {
    strokes = [];
    show();
    finish();
  });

  try {
    strokes = input.value ? JSON.parse(input.value) : [];
  } catch {
    strokes = [];
  }
  show();
}
