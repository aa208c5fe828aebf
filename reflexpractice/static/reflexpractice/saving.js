// What pages that save by themselves share: sending each change once, keeping on this device what could not be sent,
// and saying truthfully whether the work is safe.
import { about, whoIsHere } from "./idle.js";
import { askToSignIn, freshen } from "./sign-in.js";
import * as tray from "./tray.js";

const KIND = { saved: "is-ok", saving: "is-info", offline: "is-caution", failed: "is-avoid" };
const KEEPALIVE = 60_000; // bytes that a browser still sends for a page that is going
const MOST = 20;
const line = document.getElementById("save-status");
const { person } = document.body.dataset;
const pageId = uuid();
const unanswered = new Map(); // by name: the key and content last sent, and the keys before it, without an answer
const slots = new Map(); // by name, which may tell something: a slot's own name lies in the tray for all to read
const holding = new Set();

// Held as long as the page lives: what a dead page has left can be told from what a living one is about to send.
navigator.locks?.request(`page/${pageId}`, () => new Promise(() => {}));

// Why nothing was answered: "sign-in", "other", "refused" or "connection".
export class Lost extends Error {
  constructor(why, { other = "", kept = 0 } = {}) {
    super(why);
    this.other = other;
    this.kept = kept;
  }
}

export function uuid() {
  // Not randomUUID, which a page without TLS does not have.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export function say(state, words) {
  line.dataset.state = state;
  line.className = `save-status ${KIND[state]}`;
  const icon = line.querySelector("use");
  const shown = state === "offline" || state === "failed" ? "offline" : "saved";
  icon.setAttribute("href", icon.getAttribute("href").replace(/#.*/, `#${shown}`));
  const text = line.querySelector("span");
  if (text.textContent !== words) text.textContent = words;
}

const device = () => (!matchMedia("(pointer: coarse)").matches ? "computer" : innerWidth < 700 ? "phone" : "tablet");
const changes = (number) => `${number} change${number === 1 ? "" : "s"}`;

function offline(kept) {
  if (!kept) return "Offline, and not kept on this device. Leave this page open: it is sent again.";
  return `Offline. ${changes(kept)} kept on this ${device()}.`;
}

export function sayLost({ message, other, kept }) {
  const again = document.querySelector("[data-sign-in-again]");
  again.hidden = !["sign-in", "other"].includes(message);
  if (message === "sign-in") say("offline", "Not saved: you were signed out. Your words stay here.");
  else if (message === "other") say("failed", `Not saved: ${other} is signed in now. Your words stay here.`);
  else if (message === "refused") say("failed", "Not saved: you may not change this. Your words stay here.");
  else say("offline", offline(kept));
  if (!again.hidden) askToSignIn(other);
}
document.querySelector("[data-sign-in-again]")?.addEventListener("click", () => askToSignIn());
document.addEventListener("signed-in", () => { document.querySelector("[data-sign-in-again]").hidden = true; });

// The list of what is there and what is missing before signing.
export function showReady(html) {
  const list = document.querySelector("[data-ready]");
  if (html && list.innerHTML !== html) list.innerHTML = html;
}

// While something is not saved, leaving the page is asked about. `what` tells the parts of a page apart.
export function hold(on, what = "words") {
  if (on) holding.add(what);
  else holding.delete(what);
}
addEventListener("beforeunload", (event) => holding.size && event.preventDefault());

// A change under a key of its own, so that sending it again does nothing twice. What is sent lies in the tray until
// it is answered as saved. Throws Lost.
export async function deliver(name, url, body, { keepalive = false } = {}) {
  const mark = marked(name, body);
  const entries = [...body].filter(([field]) => field !== "csrfmiddlewaretoken");
  const slot = slotOf(name);
  const change = { url, name, page: pageId, path: location.pathname, entries };
  const kept = keep({ person, slot, key: mark.key, at: Date.now(), change });
  try {
    const answer = await send(url, body, { keepalive });
    if (answer.saved) {
      if (unanswered.get(name) === mark) unanswered.delete(name);
      kept.then(() => letGo(slot, mark.key));
    }
    return answer;
  } catch (error) {
    error.kept = await kept;
    throw error;
  }
}

function slotOf(name) {
  if (!slots.has(name)) slots.set(name, `${person}/${pageId}/${slots.size}`);
  return slots.get(name);
}

function marked(name, body) {
  for (const field of ["key", "unheard"]) body.delete(field);
  const content = JSON.stringify([...body].filter(([field]) => field !== "csrfmiddlewaretoken"));
  const last = unanswered.get(name);
  const mark = last?.content === content ? last : {
    content, key: uuid(), after: last ? [...last.after, last.key].slice(-MOST) : [],
  };
  unanswered.set(name, mark);
  body.set("key", mark.key);
  for (const key of mark.after) body.append("unheard", key);
  return mark;
}

// How many changes lie in the tray with this one; 0 when this browser cannot keep any.
async function keep(row) {
  if (!tray.able) return 0;
  try {
    await tray.put(row);
    return await tray.count(person);
  } catch {
    return 0;
  }
}

const letGo = (slot, key) => tray.able && tray.drop(slot, key).catch(() => undefined);

// Given up by the person who typed it.
export async function giveUp(name) {
  const last = unanswered.get(name);
  unanswered.delete(name);
  if (last) await letGo(slotOf(name), last.key);
}

// The JSON answer with its status. A form's key is renewed once: it changes when somebody signs in again.
export async function send(url, body, { keepalive = false, renewed = false } = {}) {
  const answer = await reach(url, { method: body ? "POST" : "GET", body, keepalive: keepalive && isSmall(body) });
  if (answer.type === "opaqueredirect") throw new Lost("sign-in");
  if ((answer.headers.get("content-type") ?? "").includes("json")) {
    const told = { status: answer.status, ...(await answer.json()) };
    if (told.person) throw new Lost("other", { other: told.person });
    return told;
  }
  if (answer.status !== 403) throw new Lost("connection");
  if (!body || renewed) throw new Lost("refused");
  body.set("csrfmiddlewaretoken", await renew());
  return send(url, body, { keepalive, renewed: true });
}

function isSmall(body) {
  return [...(body ?? [])].reduce((sum, [name, value]) => sum + 200 + name.length + 3 * value.length, 0) < KEEPALIVE;
}

async function reach(url, options) {
  try {
    return await fetch(url, { ...options, headers: about(), redirect: "manual" });
  } catch {
    throw new Lost("connection");
  }
}

async function renew() {
  const now = await whoIsHere();
  if (now === undefined) throw new Lost("connection");
  if (now === null) throw new Lost("sign-in");
  if (String(now.person) !== person) throw new Lost("other", { other: "Somebody else" });
  freshen(now.token);
  return now.token;
}

// Before a form leaves the page: whoever signed is still here, with a key that holds. Throws Lost.
export const stillHere = renew;
