// "Link" copies the address of a text instead of going there.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-copy]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !navigator.clipboard) return;
  event.preventDefault();
  try {
    await navigator.clipboard.writeText(link.href);
  } catch {
    location.href = link.href;
    return;
  }
  const words = link.dataset.copied || document.querySelector("[data-toasts]")?.dataset.copied;
  document.dispatchEvent(new CustomEvent("goodword:toast", { detail: words || link.href }));
});
