// The note saves itself: after a pause, on leaving a field, on leaving the page. What is typed is never replaced.
import { deliver, hold, say, sayLost, showReady, stillHere } from "./saving.js";

const form = document.querySelector("[data-note]");
const both = document.getElementById("both-texts");
const WAIT = 1200; // milliseconds after the last key
const LONGEST = 5000; // milliseconds that somebody who never pauses goes unsaved
const AGAIN = 10_000; // milliseconds until what could not be sent is sent again
const NAMES = ["subjective", "objective", "assessment", "plan"];
let waiting = 0;
let typed = 0; // counts changes, so that an answer never marks newer words as saved
let kept = 0;
let since = 0; // when the first change that is not sent was made
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
  waiting = since = 0;
  // A page that is going cannot wait for its turn; the keys tell the server which of two came first.
  if (keepalive) return sendNow(true);
  line = line.then(() => sendNow(false));
  return line;
}

async function sendNow(keepalive) {
  if (apart || typed === kept) return;
  const upTo = typed;
  const sent = told();
  say("saving", "Saving…");
  try {
    const answer = await deliver("note", form.dataset.autosave, body(), { keepalive });
    if (answer.saved) saved(answer, sent, upTo);
    else refused(answer);
  } catch (error) {
    sayLost(error);
    if (error.message === "connection") soon(AGAIN);
  }
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
  say("failed", theirs ? "Not saved. Someone else changed this note. See both." : `Not saved. ${sentence}`);
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
  since ||= Date.now();
  soon(Math.min(WAIT, Math.max(0, since + LONGEST - Date.now())));
});
form.addEventListener("focusout", () => waiting && save());
form.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-phrase]");
  if (button) addPhrase(button.closest("[data-phrases]"), button.dataset.phrase);
});

// Pressing a button sends everything as it stands, once what was typed is known to be safe, whoever pressed it is
// still signed in and the form's key holds. Nothing is signed without the server.
let sure = false;
form.addEventListener("submit", async (event) => {
  if (sure) {
    hold(false);
    return;
  }
  event.preventDefault();
  const where = event.submitter?.getAttribute("formaction") ?? "";
  const signs = where.endsWith("/sign/");
  if (apart && !where) {
    await bringTogether();
    return;
  }
  if (!apart) await save();
  if (!apart && typed !== kept) {
    if (signs && !navigator.onLine) say("offline", "Sign when you are back online.");
    return;
  }
  try {
    await stillHere();
  } catch (error) {
    sayLost(error);
    if (signs && error.message === "connection") say("offline", "Sign when you are back online.");
    return;
  }
  sure = true;
  form.requestSubmit(event.submitter);
});

// The text that was brought together goes the way of every other: once, and kept until it is saved.
async function bringTogether() {
  apart = false;
  typed += 1;
  await save();
  if (typed !== kept) return;
  both.hidden = true;
  document.getElementById("note-title").scrollIntoView({ block: "nearest" });
}
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
addEventListener("pagehide", () => save({ keepalive: true }));
addEventListener("online", () => save());
document.addEventListener("signed-in", () => save());
if (form.hasAttribute("data-unsaved")) {
  typed += 1;
  hold(true);
}
