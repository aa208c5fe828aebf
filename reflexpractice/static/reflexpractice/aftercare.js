// The sheet saves itself after each change and shows how it stands; what is typed is never replaced.
import { deliver, hold, say, sayLost } from "./saving.js";

const form = document.querySelector("[data-aftercare]");
const sheet = document.querySelector('[data-part="sheet"]');
const trouble = document.getElementById("trouble");
const claims = form.querySelector("[data-claims]");
const WAIT = 1200; // milliseconds after the last key
const AGAIN = 10_000; // milliseconds until what could not be sent is sent again
let waiting = 0;
let typed = 0; // counts changes, so that an answer never marks newer ones as saved
let kept = 0;
let apart = false; // two texts stand beside each other and wait for a decision
let line = Promise.resolve();

function soon(delay) {
  clearTimeout(waiting);
  waiting = setTimeout(() => save(), delay);
}

function save({ keepalive = false } = {}) {
  clearTimeout(waiting);
  waiting = 0;
  // A page that is going cannot wait for its turn; the keys tell the server which of two came first.
  if (keepalive) return sendNow(true);
  line = line.then(() => sendNow(false));
  return line;
}

async function sendNow(keepalive) {
  if (apart || typed === kept) return;
  const upTo = typed;
  say("saving", "Saving…");
  try {
    const answer = await deliver("aftercare", form.action, new FormData(form), { keepalive });
    if (answer.saved) saved(answer, upTo);
    else refused(answer);
  } catch (error) {
    sayLost(error);
    if (error.message === "connection") soon(AGAIN);
  }
}

function saved(answer, upTo) {
  kept = upTo;
  hold(typed !== kept);
  form.elements.version.value = answer.version;
  sheet.innerHTML = answer.sheet;
  claims.textContent = answer.claims;
  claims.hidden = !answer.claims;
  trouble.hidden = true;
  if (typed === kept) say("saved", `Saved ${answer.at}`);
}

// Nothing more is saved by itself until the practitioner has brought the two together.
function refused({ sentence, theirs, version }) {
  say("failed", theirs ? "Not saved. Someone else changed this sheet." : `Not saved. ${sentence}`);
  trouble.querySelector("[data-sentence]").textContent = sentence;
  trouble.querySelector("[data-theirs-part]").hidden = !theirs;
  if (theirs) {
    apart = true;
    form.elements.version.value = version;
    trouble.querySelector("[data-theirs]").textContent = theirs;
  }
  trouble.hidden = false;
}

form.addEventListener("input", ({ target }) => {
  typed += 1;
  hold(true);
  soon(target.type === "checkbox" ? 0 : WAIT);
});
form.addEventListener("focusout", () => waiting && save());
// Pressing a button sends everything as it stands, once what was changed is known to be safe.
form.addEventListener("submit", async (event) => {
  if (typed === kept || apart) {
    hold(false);
    return;
  }
  event.preventDefault();
  const { submitter } = event;
  await save();
  if (typed === kept) form.requestSubmit(submitter);
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
