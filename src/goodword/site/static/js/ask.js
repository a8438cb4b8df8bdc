// What was typed into the big box is the title of the question below, until somebody changes the title itself.
const form = document.querySelector("[data-ask-form]");
const box = document.querySelector("form[data-suggest] input");
const title = form?.querySelector("[name=title]");
if (form && box && title) {
  let own = title.value.trim() !== "" && title.value !== box.value;
  title.addEventListener("input", () => {
    own = title.value.trim() !== "";
  });
  box.addEventListener("input", () => {
    if (!own) title.value = box.value;
  });
}
