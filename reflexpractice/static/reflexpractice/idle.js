// Nobody touched the program: a warning two minutes before, then the door. Tabs tell each other, the server decides.
const dialog = document.getElementById("idle");
const { here, signIn } = document.body.dataset;
const TOLD = 60_000; // milliseconds: reading without a request is told to the server no more often
const WARNED = 120; // seconds
const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("reflexpractice-touch") : undefined;
let touched = Date.now();
let told = Date.now();
let shared = 0;
let alarm = 0;

export const idleFor = () => Math.floor((Date.now() - touched) / 1000);

// What a request says of itself: for whom the page was made, and when somebody last touched it.
export const about = () => ({ "HX-Request": "true", "X-Person": document.body.dataset.person, "X-Idle": String(idleFor()) });

// Who is signed in: {person, token, left}; null when nobody is, undefined when the server cannot be reached.
export async function whoIsHere() {
  const headers = { "X-Idle": String(idleFor()) };
  const answer = await fetch(here, { headers, redirect: "manual" }).catch(() => undefined);
  if (answer?.type === "opaqueredirect") return null;
  return answer?.ok ? answer.json() : undefined;
}

function wait(seconds) {
  clearTimeout(alarm);
  alarm = setTimeout(look, Math.max(1, seconds) * 1000);
}

// What the server says counts: another tab, or another page of this person, may have been touched since.
async function look() {
  const now = await whoIsHere();
  if (now === undefined) return wait(30);
  if (now === null) return over();
  if (now.left > WARNED) return wait(now.left - WARNED);
  warn();
  return wait(now.left > 0 ? now.left + 1 : 10);
}

function warn() {
  if (dialog.open || document.querySelector("dialog[open]#sign-in-again")) return;
  const line = document.getElementById("save-status");
  const words = !line ? "Save what you have begun." : line.dataset.state === "saved" ? "Your work is saved." : "Not all of your work is saved yet.";
  dialog.querySelector("[data-work]").textContent = words;
  dialog.showModal();
}

function over() {
  dialog.close();
  if (document.querySelector("#sign-in-again[data-awake]")) document.dispatchEvent(new CustomEvent("signed-out"));
  else location.assign(`${signIn}?next=${encodeURIComponent(location.pathname + location.search)}`);
}

function touch() {
  if (dialog.open) return;
  touched = Date.now();
  if (touched - shared > 5000) {
    shared = touched;
    channel?.postMessage(touched);
  }
  if (touched - told > TOLD) stay();
}

async function stay() {
  told = Date.now();
  const now = await whoIsHere();
  if (now) wait(now.left - WARNED);
}

channel?.addEventListener("message", ({ data }) => {
  if (data > touched) touched = data;
  if (dialog.open) dialog.close();
});
for (const name of ["pointerdown", "keydown", "wheel"]) addEventListener(name, touch, { passive: true, capture: true });
dialog.addEventListener("close", () => {
  touch();
  stay();
});
document.addEventListener("signed-in", stay);
wait(Number(dialog.dataset.left) - WARNED);
