// Words that come and go in the polite live region. One with something to press stays 30 seconds, the time in which a deed can be undone.
const place = document.querySelector("[data-toasts]");
const leave = (toast, after) => {
  let timer = setTimeout(() => toast.remove(), after);
  toast.addEventListener("pointerenter", () => clearTimeout(timer));
  toast.addEventListener("focusin", () => clearTimeout(timer));
  toast.addEventListener("pointerleave", () => (timer = setTimeout(() => toast.remove(), after)));
};
document.addEventListener("goodword:toast", (event) => {
  if (!place) return;
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.textContent = event.detail;
  place.append(toast);
  leave(toast, 6000);
});
for (const toast of place?.querySelectorAll(".toast") ?? []) leave(toast, toast.querySelector("form, a") ? 1000 * (toast.dataset.seconds || 30) : 8000);
