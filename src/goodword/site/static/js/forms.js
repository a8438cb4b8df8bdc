// A form that is on its way cannot be sent twice; it wakes up again when the reader comes back to the page.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 8000);
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
// After a refused form the first field with an error has the cursor.
document.querySelector("[aria-invalid='true']")?.focus({ preventScroll: false });
