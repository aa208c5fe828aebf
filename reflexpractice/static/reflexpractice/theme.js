// Runs before the first paint, so that a chosen look never flashes. The key and its words
// ("light", "dark", "auto") are those of the Django admin: one choice holds in both.
(() => {
  const page = document.documentElement;
  const wanted = () => {
    try { return localStorage.getItem("theme") || "auto"; } catch { return "auto"; }
  };
  const show = (theme) => {
    if (theme === "auto") page.removeAttribute("data-theme");
    else page.dataset.theme = theme;
    for (const choice of document.querySelectorAll("[data-choose-theme]")) {
      choice.setAttribute("aria-pressed", String(choice.dataset.chooseTheme === theme));
    }
  };
  show(wanted());
  page.dataset.scripts = "on";
  addEventListener("DOMContentLoaded", () => show(wanted()));
  addEventListener("storage", (event) => { if (event.key === "theme") show(wanted()); });
  document.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-choose-theme]");
    if (!choice) return;
    const theme = choice.dataset.chooseTheme;
    try { localStorage.setItem("theme", theme); } catch { /* kept for this page only */ }
    show(theme);
  });
})();
