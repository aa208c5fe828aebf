// Signing in again without leaving the page: by the same door, with its limits; what was typed stays where it is.
import { whoIsHere } from "./idle.js";

const dialog = document.getElementById("sign-in-again");
const form = dialog.querySelector("form");
const { person, signIn, signOut } = document.body.dataset;
const place = (name) => dialog.querySelector(`[data-${name}]`);
const AJAX = { "X-Requested-With": "XMLHttpRequest" };
const WORDS = {
  offline: "The program cannot be reached. Your words stay here.",
  often: "Too many wrong tries. Wait five minutes; your words stay here.",
  wrong: "That is not your password.",
};

// `other`: who is signed in on this browser instead.
export function askToSignIn(other = "") {
  if (dialog.open) return;
  place("other").hidden = !other;
  place("other").textContent = other
    && `${other} is signed in on this browser now, so nothing of yours was sent. If you sign in, ${other} is signed out here.`;
  place("second").hidden = true;
  complain("");
  document.getElementById("idle").close();
  dialog.showModal();
}

function complain(words) {
  place("error").hidden = !words;
  place("error").textContent = words;
}

// A fresh key into every form: the one the page was made with holds no longer.
export function freshen(token) {
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
  document.body.setAttribute("hx-headers", JSON.stringify({ "x-csrftoken": token }));
}

const isMe = (now) => String(now?.person) === person;

function done(now) {
  freshen(now.token);
  dialog.close();
  document.dispatchEvent(new CustomEvent("signed-in"));
}

async function enter() {
  const now = await whoIsHere();
  if (now === undefined) return complain(WORDS.offline);
  if (isMe(now)) return done(now);
  // Somebody else sits at this browser: nothing of theirs is touched but their sign-in.
  if (now) await post(signOut, { csrfmiddlewaretoken: now.token });
  const page = await reach(signIn, { headers: AJAX });
  if (!page?.ok) return complain(WORDS.offline);
  const door = new DOMParser().parseFromString((await page.json()).html ?? "", "text/html");
  const token = door.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  const told = { csrfmiddlewaretoken: token, login: form.elements.login.value, password: form.elements.password.value };
  const answer = await post(signIn, told, AJAX);
  form.elements.password.value = "";
  if (!answer) return complain(WORDS.offline);
  if (answer.status === 429) return complain(WORDS.often);
  if (!answer.ok) return complain(sentence(await answer.json().catch(() => ({}))));
  return look();
}

function sentence({ form: told }) {
  const found = [...(told?.errors ?? []), ...Object.values(told?.fields ?? {}).flatMap((field) => field.errors)];
  return found.join(" ") || WORDS.wrong;
}

// The password was right; a second step, if there is one, is done in another tab.
async function look() {
  const now = await whoIsHere();
  if (isMe(now)) return done(now);
  complain("");
  place("second").hidden = false;
  return place("second").querySelector("a").focus();
}

const reach = (url, options) => fetch(url, { ...options, redirect: "manual" }).catch(() => undefined);
const post = (url, told, headers = {}) => reach(url, { method: "POST", body: new URLSearchParams(told), headers });

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("[type=submit]");
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  await enter();
  button.removeAttribute("aria-busy");
});
dialog.addEventListener("close", () => { form.elements.password.value = ""; });
dialog.dataset.awake = "";
document.addEventListener("signed-out", () => askToSignIn());
document.addEventListener("visibilitychange", async () => {
  if (!dialog.open || document.visibilityState !== "visible") return;
  const now = await whoIsHere();
  if (isMe(now)) done(now);
});
