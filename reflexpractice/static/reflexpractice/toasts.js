// "toast:show" {words, undo} adds a message; pressing Undo sends "toast:undo" {undo} to the document. A message
// with Undo leaves after 8 seconds unless somebody is on it; the others stay until they are closed.
const shelf = document.getElementById("toasts");
const blank = document.getElementById("toast");
const STAY = 8000;

const leaveLater = (toast) => {
  const busy = toast.matches(":hover, :focus-within");
  setTimeout(() => (toast.matches(":hover, :focus-within") ? leaveLater(toast) : toast.remove()), busy ? 1000 : STAY);
};

const show = ({ words, undo }) => {
  const toast = blank.content.firstElementChild.cloneNode(true);
  toast.querySelector("p").textContent = words;
  if (undo !== undefined) {
    const button = toast.querySelector(".toast-undo");
    button.hidden = false;
    button.addEventListener("click", () => {
      toast.remove();
      document.dispatchEvent(new CustomEvent("toast:undo", { detail: { undo } }));
    });
    leaveLater(toast);
  }
  shelf.replaceChildren(...[...shelf.children].slice(-2), toast);
};

document.addEventListener("toast:show", (event) => show(event.detail));
document.addEventListener("click", (event) => event.target.closest("[data-close-toast]")?.closest(".toast").remove());
