// Words taken over from the last note stay marked until they are changed.
for (const mark of document.querySelectorAll("[data-carried]")) {
  const text = document.getElementById(mark.closest("label").htmlFor);
  const show = () => { mark.hidden = !text.value.includes(mark.dataset.carried); };
  text.addEventListener("input", show);
}
