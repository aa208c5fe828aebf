// Keeps a half-filled step when the page is put away, so that nothing typed is lost with it.
const form = document.querySelector("form[data-keep]");
let sent = false;
let changed = false;

const keep = () => {
  if (sent || !changed) return;
  changed = false;
  fetch(form.dataset.keep, { method: "POST", body: new FormData(form), keepalive: true, credentials: "same-origin" }).catch(() => {
    changed = true;
  });
};

form?.addEventListener("input", () => { changed = true; });
form?.addEventListener("submit", () => { sent = true; });
document.addEventListener("visibilitychange", () => {
  if (form && document.visibilityState === "hidden") keep();
});
addEventListener("pageshow", () => { sent = false; });
