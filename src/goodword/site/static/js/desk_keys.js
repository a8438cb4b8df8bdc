// The desk by keyboard: j and k walk the queue, Enter opens, r replies, e raises, a acknowledges, / searches. Never while typing.
const desk = document.querySelector("[data-desk-keys]");
const items = () => [...desk.querySelectorAll("[data-key-item]")];
const typing = (target) => target.closest("input, textarea, select, [contenteditable], dialog");
const step = (by) => {
  const all = items();
  const here = all.findIndex((item) => item.contains(document.activeElement));
  const start = here >= 0 ? here : all.findIndex((item) => item.matches(".current"));
  const next = all[Math.max(0, Math.min(all.length - 1, start + by))];
  next?.querySelector("a")?.focus();
  next?.scrollIntoView({ block: "nearest" });
};
const act = (key) => {
  const target = desk.querySelector(`[data-key="${key}"]`) ?? (key === "r" ? desk.querySelector("textarea") : null);
  if (!target) return false;
  if (target.matches("textarea, input")) target.focus();
  else target.click();
  return true;
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if ("rea".includes(event.key)) {
    if (!act(event.key)) return;
  } else if (event.key === "/") document.querySelector(".masthead a[href*='search']")?.click();
  else return;
  event.preventDefault();
});
