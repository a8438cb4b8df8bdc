// An outline is text beside a field; this adds the button that writes its headings into the field, below what is there already.
for (const outline of document.querySelectorAll("[data-outline]")) {
  const field = document.getElementById(outline.dataset.outline);
  const button = outline.querySelector("button");
  if (!field || !button) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    const headings = [...outline.querySelectorAll("dt")].map((part) => `### ${part.textContent.trim()}\n\n`);
    const before = field.value.trimEnd();
    const start = before ? `${before}\n\n` : "";
    field.value = start + headings.join("\n");
    outline.open = false;
    field.focus();
    const place = start.length + headings[0].length - 1;
    field.setSelectionRange(place, place);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
