// What pages that save by themselves share: sending, and saying whether the work is safe.
const KIND = { saved: "is-ok", saving: "is-info", offline: "is-caution", failed: "is-avoid" };
const line = document.getElementById("save-status");
let holding = false;

// Why nothing was answered: "sign-in", "refused" or "connection".
export class Lost extends Error {}

const LOST = {
  "sign-in": ["offline", "Not saved: you were signed out. Sign in again in another tab; your words stay here."],
  refused: ["failed", "Not saved: you may not change this. Your words stay here."],
  connection: ["offline", "Offline. Your words stay here and are sent again."],
};

export function say(state, words) {
  line.dataset.state = state;
  line.className = `save-status ${KIND[state]}`;
  const icon = line.querySelector("use");
  const shown = state === "offline" || state === "failed" ? "offline" : "saved";
  icon.setAttribute("href", icon.getAttribute("href").replace(/#.*/, `#${shown}`));
  const text = line.querySelector("span");
  if (text.textContent !== words) text.textContent = words;
}

export const sayLost = (error) => say(...LOST[error.message] ?? LOST.connection);

// The list of what is there and what is missing before signing.
export function showReady(html) {
  const list = document.querySelector("[data-ready]");
  if (html && list.innerHTML !== html) list.innerHTML = html;
}

// While something is not saved, leaving the page is asked about.
export function hold(on) {
  holding = on;
}
addEventListener("beforeunload", (event) => holding && event.preventDefault());

// The JSON answer with its status. A form's key is renewed once: it changes when somebody signs in again.
export async function send(url, body, { keepalive = false, renewed = false } = {}) {
  const answer = await reach(url, { method: body ? "POST" : "GET", body, keepalive });
  if (answer.type === "opaqueredirect") throw new Lost("sign-in");
  if ((answer.headers.get("content-type") ?? "").includes("json")) return { status: answer.status, ...(await answer.json()) };
  if (answer.status !== 403) throw new Lost("connection");
  if (!body || renewed || !(await renew(body))) throw new Lost("refused");
  return send(url, body, { keepalive, renewed: true });
}

async function reach(url, options) {
  try {
    return await fetch(url, { ...options, headers: { "HX-Request": "true" }, redirect: "manual" });
  } catch {
    throw new Lost("connection");
  }
}

async function renew(body) {
  const answer = await fetch(location.href, { redirect: "manual" }).catch(() => undefined);
  if (answer?.type === "opaqueredirect") throw new Lost("sign-in");
  if (!answer?.ok) return false;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const key = fresh.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!key) return false;
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = key;
  body.set("csrfmiddlewaretoken", key);
  return true;
}
