// data-open-dialog="id" opens a <dialog>, data-close-dialog closes the one around it. The browser keeps the
// keyboard inside, closes on Escape and gives the focus back. data-open on a dialog opens it on arrival.
const prepare = (part) => {
  for (const dialog of part.querySelectorAll("dialog[data-open]:not([open])")) dialog.showModal();
};

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open-dialog]");
  if (opener) document.getElementById(opener.dataset.openDialog)?.showModal();
  if (event.target.closest("[data-close-dialog]")) event.target.closest("dialog")?.close();
});

document.addEventListener("htmx:afterSettle", (event) => prepare(event.target));
prepare(document);
