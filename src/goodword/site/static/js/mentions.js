// "@" and two letters offer names; choosing one writes it. The server says who may be named here.
let list = null;
const close = () => {
  list?.remove();
  list = null;
};
const typed = (area) => area.value.slice(0, area.selectionStart).match(/(?:^|\s)@([\p{L}\p{N}._-]{2,30})$/u)?.[1];
const choose = (area, handle) => {
  const end = area.selectionStart;
  const start = area.value.lastIndexOf("@", end);
  close();
  area.focus();
  area.setRangeText(`@${handle} `, start, end, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
};
const offer = async (area, box) => {
  const text = typed(area);
  if (!text) return close();
  const url = new URL(box.dataset.mentionUrl, location.href);
  url.searchParams.set("q", text);
  const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || typed(area) !== text) return close();
  close();
  list = document.createElement("div");
  list.className = "mentions";
  list.innerHTML = await answer.text();
  if (!list.querySelector("[data-insert]")) return close();
  box.append(list);
};
let timer = 0;
document.addEventListener("input", (event) => {
  const box = event.target.closest("[data-mention-url]");
  if (!box || event.target.localName !== "textarea") return;
  clearTimeout(timer);
  timer = setTimeout(() => offer(event.target, box), 200);
});
document.addEventListener("click", (event) => {
  const name = event.target.closest(".mentions [data-insert]");
  if (name) choose(name.closest("[data-mention-url]").querySelector("textarea"), name.dataset.insert);
  else close();
});
document.addEventListener("keydown", (event) => {
  if (!list) return;
  const names = [...list.querySelectorAll("[data-insert]")];
  const at = names.indexOf(document.activeElement);
  if (event.key === "Escape") {
    list.closest("[data-mention-url]").querySelector("textarea").focus();
    close();
  } else if (event.key === "ArrowDown") names[Math.min(at + 1, names.length - 1)].focus();
  else if (event.key === "ArrowUp" && at > 0) names[at - 1].focus();
  else return;
  event.preventDefault();
});
