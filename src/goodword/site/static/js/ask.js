// With a script, the big box is the one place to write the question: the field of the form below follows it out of sight. It shows
// itself where something is wrong with it, or where a question came back that the box does not hold.
const form = document.querySelector("[data-ask-form]");
const box = document.querySelector("form[data-suggest] input");
const title = form?.querySelector("[name=title]");
if (form && box && title) {
  const row = title.closest(".field");
  if (!box.value.trim()) box.value = title.value;
  const follows = box.value.trim() === title.value.trim() || !title.value.trim();
  row.hidden = follows && !row.querySelector(".error");
  if (follows) title.value = box.value;
  let own = !follows;
  title.addEventListener("input", () => {
    own = title.value.trim() !== "";
  });
  box.addEventListener("input", () => {
    if (!own) title.value = box.value;
  });
}
