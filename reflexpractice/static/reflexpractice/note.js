// The note saves itself: after a pause, on leaving a field, on leaving the page. What is typed is never replaced.
import { hold, Lost, say, sayLost, send, showReady } from "./saving.js";

const form = document.querySelector("[data-note]");
const both = document.getElementById("both-texts");
const WAIT = 1200; // milliseconds after the last key
const AGAIN = 10_000; // milliseconds until what could not be sent is sent again
const NAMES = ["subjective", "objective", "assessment", "plan"];
let waiting = 0;
let typed = 0; // counts changes, so that an answer never marks newer words as saved
let kept = 0;
let lost; // texts that were sent and not answered: they may stand all the same
let apart = false; // two texts stand beside each other and wait for a decision
let line = Promise.resolve();

const field = (name) => form.elements[name];
const told = () => Object.fromEntries(NAMES.map((name) => [name, field(name).value]));

function body() {
  const texts = new FormData(form);
  for (const name of ["password", "pin", "read"]) texts.delete(name);
  return texts;
}

function soon(delay) {
  clearTimeout(waiting);
  waiting = setTimeout(() => save(), delay);
}

function save({ keepalive = false } = {}) {
  clearTimeout(waiting);
  waiting = 0;
  line = line.then(async () => {
    if (apart || typed === kept) return;
    const upTo = typed;
    const sent = told();
    say("saving", "Saving…");
    try {
      const answer = await send(form.dataset.autosave, body(), { keepalive });
      if (answer.saved) saved(answer, sent, upTo);
      else refused(answer);
      lost = undefined;
    } catch (error) {
      lost = sent;
      sayLost(error);
      if (error instanceof Lost && error.message === "connection") soon(AGAIN);
    }
  });
  return line;
}

function saved(answer, sent, upTo) {
  kept = upTo;
  hold(typed !== kept);
  field("version").value = answer.version;
  followMap(sent.objective, answer.objective);
  showReady(answer.ready);
  if (typed === kept) say("saved", `Saved ${answer.at}`);
}

// The O that nobody touched since goes on following the map; one that was typed stays as it is.
function followMap(sent, stands) {
  if (field("objective").value === sent && document.activeElement !== field("objective")) field("objective").value = stands;
  field("objective_before").value = field("objective").value === stands ? stands : sent;
}

function refused({ sentence, theirs, version }) {
  if (theirs && lost && NAMES.every((name) => theirs[name] === lost[name])) {
    // Our own words, saved before their answer got lost.
    field("version").value = version;
    soon(0);
    return;
  }
  say("failed", theirs ? "Not saved. Someone else changed this note." : `Not saved. ${sentence}`);
  if (theirs) showBoth(theirs, version, sentence);
}

// Nothing more is saved by itself until the practitioner has brought the two together.
function showBoth(theirs, version, sentence) {
  apart = true;
  field("version").value = version;
  both.querySelector("[data-sentence]").textContent = sentence;
  for (const name of NAMES) both.querySelector(`[data-theirs="${name}"]`).textContent = theirs[name] || "–";
  both.hidden = false;
  both.focus();
}

function addPhrase(row, phrase) {
  const text = document.getElementById(row.dataset.phrases);
  const at = text.selectionEnd ?? text.value.length;
  const before = text.value.slice(0, at);
  text.setRangeText(`${before && !/\s$/.test(before) ? " " : ""}${phrase}`, at, at, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
  text.focus();
}

form.addEventListener("input", ({ target }) => {
  if (target.matches("[name=password], [name=pin], [name=read]")) return;
  typed += 1;
  hold(true);
  soon(WAIT);
});
form.addEventListener("focusout", () => waiting && save());
form.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-phrase]");
  if (button) addPhrase(button.closest("[data-phrases]"), button.dataset.phrase);
});

// Pressing a button sends everything as it stands, once what was typed is known to be safe.
form.addEventListener("submit", async (event) => {
  const merged = apart;
  if (typed === kept || merged) {
    hold(false);
    return;
  }
  event.preventDefault();
  await save();
  if (typed !== kept) return;
  form.requestSubmit(event.submitter);
});
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]");
  if (!link || typed === kept || apart || event.ctrlKey || event.metaKey || link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  await save();
  if (typed === kept) location.assign(link.href);
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") save({ keepalive: true });
});
addEventListener("online", () => save());
