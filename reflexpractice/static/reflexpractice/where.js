// "Where is it?": a drawn foot beside the list of its parts. A tap chooses a part or takes it back; the list's boxes
// are what is sent, what the keyboard moves through and what a screen reader reads.
const drawing = document.getElementById("drawn-foot");

const draw = (list) => {
  const boxes = [...list.querySelectorAll("input[type=checkbox]")];
  const figure = drawing.content.firstElementChild.cloneNode(true);
  const about = boxes[0].name.slice(0, boxes[0].name.lastIndexOf("-"));
  const sole = figure.querySelector(".drawn-sole");
  const sides = [...document.getElementsByName(`${about}-side`)];

  const show = () => {
    const side = sides.find((radio) => radio.checked)?.value;
    figure.hidden = sides.length > 0 && side === undefined;
    figure.dataset.foot = ["right", "left", "both"].includes(side) ? side : "";
    // The left foot is the right one seen in a mirror, with its words turned back.
    const isLeft = side === "left";
    sole.setAttribute("transform", isLeft ? sole.dataset.mirror : "");
    for (const word of sole.querySelectorAll(".drawn-word")) {
      word.setAttribute("transform", isLeft ? `translate(${2 * word.dataset.x} 0) scale(-1 1)` : "");
    }
    for (const words of figure.querySelectorAll("[data-side]")) words.hidden = words.dataset.side !== figure.dataset.foot;
    for (const box of boxes) {
      for (const part of figure.querySelectorAll(`.drawn-part[data-part="${box.value}"]`)) part.classList.toggle("is-chosen", box.checked);
    }
  };

  figure.addEventListener("click", (event) => {
    const part = event.target.closest("[data-part]")?.dataset.part;
    const box = boxes.find((each) => each.value === part);
    // As a press on the box itself, so that whoever listens to the form hears of it.
    box?.click();
  });
  for (const input of [...boxes, ...sides]) input.addEventListener("change", show);
  addEventListener("pageshow", show);
  list.before(figure);
  show();
};

if (drawing) document.querySelectorAll(".choices.is-places").forEach(draw);
