// Before and after on one scale: hollow is before, solid is after, and a switch says which one a tap means.
import { deliver, hold, say, sayLost, showReady } from "./saving.js";

const card = document.querySelector("[data-scales]");
const forms = [...card.querySelectorAll("[data-score]")];
const MOMENTS = ["before", "after"];
const AGAIN = 10_000; // milliseconds until what could not be sent is sent again
const unsent = new Set();
let line = Promise.resolve();
let again = 0;
let waiting = 0; // numbers on their way: only when the last has arrived is it all saved

const value = (form, name) => form.querySelector(`[name="${name}"]:checked`)?.value ?? "";

function mark(form) {
  for (const name of MOMENTS) {
    const other = value(form, MOMENTS.find((each) => each !== name));
    for (const radio of form.querySelectorAll(`[name="${name}"]`)) {
      radio.closest(".choice").classList.toggle("is-other", radio.value === other);
    }
  }
  const words = MOMENTS.map((name) => value(form, name) && `${name} ${value(form, name)}`);
  form.querySelector("[data-words]").textContent = words.filter(Boolean).join(" · ");
}

function ask(moment) {
  card.dataset.asks = moment;
  for (const button of card.querySelectorAll("[data-ask]")) {
    button.setAttribute("aria-pressed", button.dataset.ask === moment);
  }
}

function keep(form) {
  mark(form);
  unsent.add(form);
  hold(true, "scales");
  sendAll();
}

// What was not answered stays in the set, and is sent as it then stands.
function sendAll() {
  clearTimeout(again);
  for (const form of unsent) {
    say("saving", "Saving…");
    waiting += 1;
    line = line.then(() => sendOne(form)).finally(() => { waiting -= 1; });
  }
}

async function sendOne(form) {
  if (!unsent.has(form)) return;
  unsent.delete(form);
  const name = `score ${form.elements.goal.value}`;
  try {
    tell(await deliver(name, form.action, new FormData(form)));
  } catch (error) {
    unsent.add(form);
    sayLost(error);
    if (error.message === "connection") again = setTimeout(sendAll, AGAIN);
  }
  hold(unsent.size > 0, "scales");
}

function tell({ saved, at, sentence, ready }) {
  showReady(ready);
  if (!saved) say("failed", sentence);
  else if (waiting < 2 && !unsent.size) say("saved", `Saved ${at}`);
}

for (const form of forms) {
  const tapped = Object.fromEntries(MOMENTS.map((name) => [name, value(form, name)]));
  form.addEventListener("change", () => keep(form));
  // A second tap on the chosen number takes it back.
  form.addEventListener("click", ({ target }) => {
    if (!target.matches("[type=radio]")) return;
    const same = tapped[target.name] === target.value;
    tapped[target.name] = same ? "" : target.value;
    if (!same) return;
    target.checked = false;
    keep(form);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  mark(form);
}
card.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-ask]");
  if (button) ask(button.dataset.ask);
});
ask(card.dataset.asks);
addEventListener("online", sendAll);
document.addEventListener("signed-in", sendAll);
