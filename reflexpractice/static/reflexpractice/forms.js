// What forms do by themselves: the list of mistakes takes the focus, a follow-up question opens under its
// answer, "none of these" clears the others, and one press sends once.
const namedBy = (answer) => answer.dataset.shows.split(" ");

// Several answers may open the same question, and one answer several: it is open while one of them is chosen.
const showFollowUps = (part) => {
  const answers = [...part.querySelectorAll("input[data-shows]")];
  const open = new Set(answers.filter((answer) => answer.checked).flatMap(namedBy));
  for (const name of new Set(answers.flatMap(namedBy))) {
    const question = document.getElementById(name);
    if (question) question.hidden = !open.has(name);
  }
  // A radio button has no expanded state to tell of.
  for (const box of answers.filter((answer) => answer.type === "checkbox")) {
    box.setAttribute("aria-expanded", String(box.checked));
    box.setAttribute("aria-controls", box.dataset.shows);
  }
};

const clearOthers = (box) => {
  const others = [...document.getElementsByName(box.name)].filter((one) => one !== box);
  for (const other of others) {
    if ("none" in box.dataset || "none" in other.dataset) other.checked = false;
  }
};

const arrive = (part) => {
  showFollowUps(part);
  part.querySelector(".error-summary")?.focus();
};

document.addEventListener("change", (event) => {
  if (event.target.matches("input[type=checkbox]") && event.target.checked) clearOthers(event.target);
  if (event.target.form) showFollowUps(event.target.form);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  // Forms that save themselves in the background may be sent as often as they like.
  if (event.defaultPrevented || form.method !== "post" || form.matches("[hx-post], [hx-put], [hx-patch]")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 3000);
});

addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
document.addEventListener("htmx:afterSettle", (event) => arrive(event.target));
arrive(document);
