// How long a session has run, from its start to now.
const timer = document.querySelector("[data-since]");
const began = Date.parse(timer?.dataset.since);

function tick() {
  const seconds = Math.max(0, Math.floor((Date.now() - began) / 1000));
  timer.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

if (began && !timer.hasAttribute("data-over")) {
  tick();
  setInterval(tick, 1000);
}
