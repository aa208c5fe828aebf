// What a page that died has left on this device: sent when the program is open again, each under the key it had.
// Nothing is put over what stands: what is refused stays in the tray and is offered on the page of its session.
import { about, whoIsHere } from "./idle.js";
import * as tray from "./tray.js";

const { person } = document.body.dataset;
const toast = (words) => document.dispatchEvent(new CustomEvent("toast:show", { detail: { words } }));

// Changes whose page is gone; a page that lives sends its own.
async function leftOver() {
  const { held } = await navigator.locks.query();
  const alive = new Set(held.map((lock) => lock.name));
  return (await tray.all(person)).filter(({ change }) => !alive.has(`page/${change.page}`));
}

async function sendAll() {
  const rows = await leftOver();
  if (!rows.length) return undefined;
  const now = await whoIsHere();
  if (!now || String(now.person) !== person) return undefined;
  const outcome = { sent: [], refused: [] };
  for (const row of rows) {
    const body = new FormData();
    for (const [name, value] of [...row.change.entries, ["csrfmiddlewaretoken", now.token]]) body.append(name, value);
    const answer = await fetch(row.change.url, { method: "POST", body, headers: about(), redirect: "manual" })
      .then((each) => each.json()).catch(() => undefined);
    if (answer?.saved) {
      await tray.drop(row.slot, row.key);
      outcome.sent.push(row);
    } else if (answer && !answer.person) outcome.refused.push({ ...row, answer });
  }
  return outcome;
}

const number = (rows) => `${rows.length} change${rows.length === 1 ? "" : "s"}`;
const here = ({ change }) => change.path.match(/\d+/)[0] === location.pathname.match(/\d+/)?.[0];

// In a list on the page of the session: what it was, why it was not taken, and a way to let it go.
function offer(list, row) {
  const line = document.getElementById("left-over-line").content.cloneNode(true);
  const item = line.querySelector("li");
  const fields = Object.fromEntries(row.change.entries);
  const shown = ["zone", "goal", "subjective", "objective", "assessment", "plan", "tenderness", "words", "own_words", "justification", "before", "after"];
  item.querySelector("[data-words]").textContent = shown.map((name) => fields[name]).filter(Boolean).join("\n");
  item.querySelector("[data-why]").textContent = row.answer.sentence ?? "";
  item.querySelector("button").addEventListener("click", async () => {
    await tray.drop(row.slot, row.key);
    item.remove();
    list.closest("section").hidden = !list.children.length;
  });
  list.append(line);
  list.closest("section").hidden = false;
}

async function begin() {
  const main = document.getElementById("main");
  const list = document.querySelector("[data-left-over]");
  // Nothing is typed over what is just being put right.
  if (list && (await leftOver()).some(here)) main.inert = true;
  const outcome = await sendAll();
  main.inert = false;
  if (!outcome) return;
  if (outcome.sent.some(here) && list) {
    location.reload();
    return;
  }
  if (outcome.sent.length) toast(`${number(outcome.sent)} kept on this device ${outcome.sent.length === 1 ? "was" : "were"} sent.`);
  for (const row of list ? outcome.refused.filter(here) : []) offer(list, row);
  const elsewhere = outcome.refused.filter((row) => !list || !here(row));
  if (elsewhere.length) toast(`${number(elsewhere)} to another session could not be saved. Open its note to see both texts.`);
}

// Kept for one person only: whoever signs in next finds nothing, and is told so.
async function clearOthers() {
  const gone = await tray.clear((each) => each !== person);
  if (gone) toast(`${gone} unsent change${gone === 1 ? "" : "s"} of somebody else ${gone === 1 ? "was" : "were"} removed from this device.`);
}

// Signing out clears the device; what was not sent is asked about first.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-sign-out]");
  if (!form || !tray.able) return;
  event.preventDefault();
  const dialog = document.getElementById("unsent");
  const left = await tray.count(person).catch(() => 0);
  if (left && !dialog.open) {
    dialog.querySelector("[data-number]").textContent = `${left} change${left === 1 ? " is" : "s are"} not sent yet.`;
    document.getElementById("you").hidePopover?.();
    dialog.showModal();
    return;
  }
  await tray.clear((each) => each === person).catch(() => undefined);
  form.submit();
});
document.querySelector("#unsent [data-sign-out-anyway]")?.addEventListener("click", async () => {
  await tray.clear((each) => each === person).catch(() => undefined);
  document.querySelector("form[data-sign-out]").submit();
});

// A page that lives could not file something either: the same list.
document.addEventListener("left-over", ({ detail: { name, body, answer } }) => {
  const rows = async () => (tray.able ? (await tray.all(person)).filter(({ change }) => change.name === name && here({ change })) : []);
  rows().then(([row]) => offer(document.querySelector("[data-left-over]"), {
    slot: "", key: body.get("key"), ...row, answer, change: { entries: [...body] },
  }));
});

if (tray.able && navigator.locks) {
  clearOthers().then(begin).catch(() => { document.getElementById("main").inert = false; });
  addEventListener("online", () => begin());
}
