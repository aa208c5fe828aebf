// The log page: a tap on the map brings up a zone, and every change of its finding is filed at once.
import { deliver, giveUp, hold, say, sayLost, send, stillHere } from "./saving.js";

const page = document.querySelector("[data-log]");
const WAIT = 1200; // milliseconds after the last key
const FREE = ["clear", "planned"]; // states of a zone without a warning
const AGAIN = 10_000; // milliseconds until what could not be sent is sent again
let waiting = 0;
let typed = 0; // counts changes of the finding in hand
let kept = 0; // how many of them are filed
let line = Promise.resolve(); // one request at a time, in the order of the taps
const onDevice = new Map(); // findings that lie in the tray while other zones are in hand, by name
let listed = false; // whether a zone was chosen beside the map, so that the panel takes the focus

const part = (name) => page.querySelector(`[data-part="${name}"]`);
const form = () => page.querySelector("[data-finding]");
const inHand = () => `zone ${form().elements.zone.value}`;
const chosen = () => form()?.querySelector("[name=tenderness]:checked")?.value ?? "";
let tender = chosen();

function show({ parts, states, pins, sentence }, names) {
  for (const name of names) part(name).innerHTML = parts[name];
  document.dispatchEvent(new CustomEvent("zones:repaint", { detail: { states, pins, sentence } }));
}

// filing
function change() {
  typed += 1;
  hold(true);
}

function soon(delay) {
  clearTimeout(waiting);
  waiting = setTimeout(() => file(), delay);
}

function file({ keepalive = false } = {}) {
  clearTimeout(waiting);
  waiting = 0;
  line = line.then(async () => {
    const upTo = typed;
    if ((upTo === kept || !form()) && !onDevice.size) return;
    say("saving", "Saving…");
    let last;
    let failed;
    try {
      last = await fileOthers().catch((error) => { failed = error; });
      if (upTo !== kept && form()) {
        const body = new FormData(form());
        onDevice.set(inHand(), body);
        last = await deliver(inHand(), form().action, body, { keepalive });
        onDevice.delete(inHand());
        if (last.saved) filed(last, upTo);
        else refused(last);
      } else if (last) filed(last, upTo);
      if (failed) throw failed;
    } catch (error) {
      // Without room on this device the zone stays in hand until it is filed.
      if (!error.kept) onDevice.delete(inHand());
      sayLost(error);
      if (error.message === "connection") soon(AGAIN);
    }
  });
  return line;
}

// What was logged in other zones while the line was down, in its order. What is refused is offered in the list.
async function fileOthers() {
  let last;
  for (const [name, body] of onDevice) {
    if (name === inHand() && typed !== kept) continue;
    const answer = await deliver(name, page.dataset.fileUrl, body);
    onDevice.delete(name);
    if (answer.saved) last = answer;
    else document.dispatchEvent(new CustomEvent("left-over", { detail: { name, body, answer } }));
  }
  return last;
}

function filed(answer, upTo) {
  kept = upTo;
  hold(typed !== kept || onDevice.size > 0);
  complain("");
  show(answer, ["filed"]);
  say("saved", `Saved ${answer.at}`);
}

// What is missing is said in the panel; only a panel without room for it is made anew.
function refused(answer) {
  say("failed", "Not filed yet.");
  if (answer.parts && !form().elements.justification && answer.parts.zone.includes('name="justification"')) {
    show(answer, ["zone"]);
  }
  complain(answer.sentence);
}

function complain(sentence) {
  const place = form()?.querySelector("[data-complaint]");
  if (!place) return;
  place.hidden = !sentence;
  place.querySelector("[data-sentence]").textContent = sentence;
}

// going on to another zone
async function pick(value, { listed = false } = {}) {
  // A number tapped before the panel has arrived must not be filed for the zone before.
  part("zone").inert = true;
  await file();
  if (typed === kept || onDevice.has(inHand())) {
    await fetchZone(value, listed);
    return;
  }
  part("zone").inert = false;
  (form().elements.justification ?? form().querySelector("h2")).focus();
}

function fetchZone(value, listed) {
  part("zone").inert = true;
  line = line.then(async () => {
    try {
      show(await send(`${page.dataset.url}?zone=${encodeURIComponent(value)}`), ["zone", "filed"]);
      takeInHand();
    } catch (error) {
      if (error.message === "connection") showOffline(value);
      else sayLost(error);
    }
    part("zone").inert = false;
    if (listed) part("zone").querySelector("h2").focus();
  });
  return line;
}

function takeInHand() {
  typed = kept = 0;
  tender = chosen();
  hold(onDevice.size > 0);
  page.classList.add("is-choosing");
  keepInSight();
}

// Without the server a zone that nobody has warned about or filed can be logged all the same, on a bare panel.
function showOffline(value) {
  const [foot, code] = value.split(":");
  const drawn = page.querySelector(`.foot-place[data-foot="${foot}"] .tiles .z[data-zone="${code}"]`);
  const known = page.querySelector(`.log-rows [data-pick="${value}"] .row-title`) || onDevice.has(`zone ${value}`);
  if (!form() || !drawn || known || !FREE.includes(drawn.dataset.state)) {
    say("offline", "Offline. This zone can be opened when you are back online.");
    return;
  }
  const bare = form();
  bare.querySelector("h2").textContent = drawn.dataset.name;
  bare.querySelector("ul.segmented").hidden = true;
  bare.querySelector("p.meta").textContent = `${foot === "left" ? "Left" : "Right"} foot. Offline: what it was last time cannot be shown.`;
  for (const field of bare.querySelectorAll("input:checked")) field.checked = false;
  for (const field of bare.querySelectorAll("input[type=text], textarea")) field.value = "";
  bare.elements.justification?.closest(".field").remove();
  bare.elements.zone.value = value;
  bare.elements.unseen.value = "on";
  complain("");
  takeInHand();
}

// Where the panel is a sheet, the zone in hand must not lie under it.
function keepInSight() {
  const zone = document.activeElement?.closest(".tiles .z");
  if (!zone || getComputedStyle(part("zone")).position !== "fixed") return;
  const below = zone.getBoundingClientRect().bottom - part("zone").getBoundingClientRect().top + 24;
  if (below > 0) scrollBy({ top: below });
}

async function close() {
  await file();
  if (typed === kept) page.classList.remove("is-choosing");
}

// From the list, the switch of feet: the map shows where that is, and tells us like a tap.
function point(value) {
  const [foot, zone] = value.split(":");
  const map = page.querySelector("[data-foot-map]");
  const drawn = map?.querySelector(`.z[data-zone="${zone}"], .foot-chip[data-zone="${zone}"]`);
  listed = true;
  if (drawn) map.dispatchEvent(new CustomEvent("zone:pick", { detail: { zone, foot } }));
  else pick(value, { listed });
  listed = false;
}
page.addEventListener("zone:choose", ({ detail }) => pick(`${detail.foot}:${detail.zone}`, { listed }));

page.addEventListener("input", ({ target }) => {
  if (!target.closest("[data-finding]")) return;
  change();
  if (target.matches("textarea, input[type=text]")) soon(WAIT);
  else file();
});
page.addEventListener("focusout", ({ target }) => target.closest("[data-finding]") && waiting && file());

page.addEventListener("click", (event) => {
  const { target } = event;
  // A second tap on the chosen number takes it back.
  if (target.matches("[name=tenderness]")) {
    const same = target.value === tender;
    tender = same ? "" : target.value;
    if (same) {
      target.checked = false;
      change();
      file();
    }
  }
  const link = target.closest("[data-pick]");
  if (link) point(link.dataset.pick);
  else if (target.closest("[data-drop]")) giveUp(inHand()).then(() => fetchZone(form().elements.zone.value, true));
  else if (target.closest("[data-close-panel]")) close();
  else return;
  event.preventDefault();
});

page.addEventListener("submit", async (event) => {
  if (typed === kept) {
    if (event.target.matches("[data-finding]")) event.preventDefault();
    return;
  }
  event.preventDefault();
  await file();
  if (typed !== kept || event.target.matches("[data-finding]")) return;
  try {
    await stillHere();
    event.target.submit();
  } catch (error) {
    sayLost(error);
  }
});

// A link out of the page waits for what is being filed.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]:not([data-pick])");
  if (!link || typed === kept || event.defaultPrevented || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  await file();
  if (typed === kept) location.assign(link.href);
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && typed !== kept) file({ keepalive: true });
});
addEventListener("pagehide", () => file({ keepalive: true }));
addEventListener("online", () => file());
document.addEventListener("signed-in", () => file());
if (form()?.hasAttribute("data-unsaved")) change();
