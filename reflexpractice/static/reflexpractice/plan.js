// The plan page without reloads. It decides nothing: each press is sent in its turn, and what the program
// answers is put in place and painted. A tap is shown at once and put right by the answer.
const page = document.querySelector("[data-plan]");
const panel = page.querySelector('[data-plan-part="panel"]');
const AT_ONCE = { clear: "planned", caution: "planned_light", unasked: "planned_light", planned: "clear", planned_light: "caution" };
const changes = []; // zones that Ctrl+Z takes back, last one last
let turn = Promise.resolve();
let told; // the states the program last told; what is painted beyond them is only a tap

// the header with its warnings stays in sight above scrim and messages, however many lines it has
new ResizeObserver(([{ target }]) => {
  document.documentElement.style.setProperty("--header-now", `${target.offsetHeight}px`);
}).observe(document.querySelector(".client-header"));

const part = (name) => page.querySelector(`[data-plan-part="${name}"]`);
const say = (words, undo) => document.dispatchEvent(new CustomEvent("toast:show", { detail: { words, undo } }));
const repaint = (detail) => document.dispatchEvent(new CustomEvent("zones:repaint", { detail }));
const version = () => part("toolbar").querySelector('[name="version"]').value;

function status(state, words) {
  const line = document.getElementById("save-status");
  line.dataset.state = state;
  line.className = `save-status ${{ saved: "is-ok", saving: "is-info", failed: "is-avoid" }[state]}`;
  line.querySelector("span").textContent = words;
}

// one after the other, each with the version the one before has left behind
function send(url, fields, { method = "POST", back = false } = {}) {
  turn = turn.then(() => ask(url, fields, method, back)).catch(() => {
    status("failed", "Not saved");
    if (told) repaint({ states: told });
    say("This was not saved. Check the connection and try again.");
  });
  return turn;
}

async function ask(url, fields, method, back, again = false) {
  status("saving", "Saving…");
  const headers = { "HX-Request": "true", "X-CSRFToken": page.dataset.csrf };
  if (fields) fields.set("version", version());
  if (fields?.has("csrfmiddlewaretoken")) fields.set("csrfmiddlewaretoken", page.dataset.csrf);
  const answer = await fetch(url, { method, headers, body: fields, credentials: "same-origin" });
  if (isSignIn(answer) || (answer.status === 403 && !again)) {
    await signedIn();
    return ask(url, fields, method, back, true);
  }
  if (answer.redirected || !answer.headers.get("Content-Type")?.startsWith("application/json")) {
    // Begun elsewhere: the page itself leads on.
    if (answer.ok) return location.reload();
    throw new Error(answer.status);
  }
  show(await answer.json(), back);
}

const isSignIn = (answer) => answer.redirected && new URL(answer.url).pathname === page.dataset.signIn;

// Signed out: what was pressed waits here in its turn, and is sent when somebody comes back who has signed in.
async function signedIn() {
  if (await renew()) return;
  status("failed", "Not saved: you were signed out");
  say("Not saved: you were signed out. Sign in again in another tab; what you pressed stays here.");
  do {
    await new Promise((back) => ["focus", "pointerup", "keyup"].forEach((sign) => addEventListener(sign, back, { once: true })));
  } while (!(await renew()));
}

// The form's key changes when somebody signs in.
async function renew() {
  const answer = await fetch(location.href).catch(() => undefined);
  if (!answer?.ok || isSignIn(answer)) return false;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-plan]");
  if (!fresh) location.reload();
  page.dataset.csrf = fresh?.dataset.csrf;
  return true;
}

function show({ parts, states, sentence, undo, toast, stop }, back) {
  if (stop) return location.reload();
  const held = document.activeElement?.closest("[data-plan-part]");
  const opened = new Set([...panel.querySelectorAll("details[open]")].map((one) => one.id || one.querySelector("summary").textContent));
  for (const [name, html] of Object.entries(parts)) part(name).innerHTML = html;
  for (const one of panel.querySelectorAll("details")) {
    if (opened.has(one.id || one.querySelector("summary").textContent)) one.open = true;
  }
  wake();
  told = states;
  repaint({ states, sentence: toast ? "" : sentence });
  keepInSight();
  if (held && !held.contains(document.activeElement)) focusIn(held);
  if (undo && !back) changes.push(undo);
  if (sentence && toast) say(sentence, back ? undefined : undo || undefined);
  return undefined;
}

// what was in hand is gone: go on at the next thing to read, or at the top of the part
function focusIn(held) {
  const next = held.querySelector("[id='zone-title'], article.finding button, [tabindex='-1'], button, a");
  (next ?? held).focus({ preventScroll: held !== panel });
}

// on a phone the card is a sheet: the zone in hand must not lie under it
function keepInSight() {
  const sheet = panel.querySelector(".plan-zone");
  const zone = document.activeElement?.closest(".tiles .z");
  if (!sheet || !zone || getComputedStyle(sheet).position !== "fixed") return;
  const below = zone.getBoundingClientRect().bottom - sheet.getBoundingClientRect().top + 24;
  if (below > 0) scrollBy({ top: below });
}

function wake() {
  document.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
  page.dispatchEvent(new CustomEvent("htmx:afterSettle", { bubbles: true }));
}

function choose(zone, how) {
  const fields = new FormData();
  fields.append("zones", zone);
  return send(page.dataset.zoneUrl, fields, how);
}

function takeBack(zone) {
  const place = changes.lastIndexOf(zone);
  if (place < 0) return;
  changes.splice(place, 1);
  choose(zone, { back: true });
}

const painted = () => Object.fromEntries([...page.querySelectorAll(".z[data-zone], .foot-chip")].map((each) => [
  `${each.closest("[data-foot]").dataset.foot}:${each.dataset.zone}`, each.dataset.state,
]));

page.addEventListener("zone:choose", ({ detail, target }) => {
  const zone = `${detail.foot}:${detail.zone}`;
  if (detail.state in AT_ONCE) {
    const states = painted();
    told ??= states;
    repaint({ states: { ...states, [zone]: AT_ONCE[detail.state] } });
  }
  choose(zone).then(() => target.isConnected && target.matches("input") && target.focus());
});

page.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-leaves]")) return;
  event.preventDefault();
  form.closest("dialog")?.close();
  send(form.action, new FormData(form, event.submitter));
});

page.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open-reason]");
  const row = event.target.closest("[data-plan-zone]");
  const leave = event.target.closest("[data-leave-out], [data-close-zone]");
  const jump = event.target.closest('.action-bar a[href^="#"]');
  if (opener) openReason(document.getElementById(opener.dataset.openReason));
  else if (row) look(row.dataset.planZone);
  else if (leave) close();
  else if (jump) goTo(document.getElementById(decodeURIComponent(jump.hash.slice(1))));
  else return;
  event.preventDefault();
});

function openReason(dialog) {
  dialog.showModal();
  dialog.scrollTop = 0;
}

// a zone of the plan: its card, without changing anything
function look(zone) {
  send(`${location.pathname}?zone=${encodeURIComponent(zone)}`, null, { method: "GET" });
}

function close() {
  panel.querySelector("dialog[open]")?.close();
  panel.querySelector(".plan-zone")?.remove();
  page.querySelector('.tiles [tabindex="0"]')?.focus({ preventScroll: true });
}

function goTo(place) {
  if (!place) return;
  if (place.matches("details")) place.open = true;
  place.scrollIntoView({ block: "center" });
  (place.querySelector("button, summary, a") ?? place).focus({ preventScroll: true });
}

document.addEventListener("toast:undo", ({ detail }) => takeBack(detail.undo));
document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input:not([type=checkbox]), textarea, select");
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || event.shiftKey || typing || !changes.length) return;
  event.preventDefault();
  takeBack(changes.at(-1));
});
