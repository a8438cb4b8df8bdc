// The tools above a text field: they only write Markdown into it. Without them it is a plain textarea.
const words = (box) => box.dataset.words.split("|");
const wrap = (area, before, after = before) => {
  const { selectionStart: start, selectionEnd: end, value } = area;
  area.focus();
  area.setRangeText(before + value.slice(start, end) + after, start, end, "end");
  if (start === end) area.selectionEnd -= after.length;
  area.dispatchEvent(new Event("input", { bubbles: true }));
};
const lines = (area, mark) => {
  const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const chosen = area.value.slice(start, area.selectionEnd);
  area.focus();
  area.setRangeText(chosen.replace(/^/gm, mark), start, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
};
const token = (box) => box.closest("form")?.querySelector("input[type=hidden]");
const send = async (box, url, name, value) => {
  const body = new FormData();
  const hidden = token(box);
  if (hidden) body.set(hidden.name, hidden.value);
  body.set(name, value);
  const answer = await fetch(url, { method: "POST", body, headers: { "HX-Request": "true" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer;
};

const preview = async (box, area, button) => {
  const shown = box.querySelector(".composer-preview");
  button.setAttribute("aria-pressed", String(!shown));
  button.textContent = words(box)[shown ? 5 : 6];
  area.hidden = !shown;
  if (shown) return shown.remove();
  const place = document.createElement("div");
  place.className = "composer-preview prose";
  place.dir = "auto";
  area.after(place);
  const answer = await send(box, box.dataset.previewUrl, "text", area.value).catch(() => null);
  place.innerHTML = answer ? await answer.text() : "";
  if (!answer) place.textContent = area.value;
};
const picture = async (box, area, file) => {
  if (!file?.type.startsWith("image/")) return;
  const alt = (prompt(words(box)[7]) ?? "").replace(/[[\]\n]/g, " ").trim();
  const answer = await send(box, box.dataset.pictureUrl, "picture", file).catch(() => null);
  if (!answer) return;
  const { url } = await answer.json();
  wrap(area, `![${alt}](${url})`, "");
};
const pick = (box, area) => {
  const chooser = Object.assign(document.createElement("input"), { type: "file", accept: "image/jpeg,image/png,image/webp" });
  chooser.addEventListener("change", () => picture(box, area, chooser.files[0]));
  chooser.click();
};

const furnish = (box) => {
  const area = box.querySelector("textarea");
  const tools = box.querySelector("[data-tools]");
  if (!area || tools.childElementCount) return;
  const names = words(box);
  const add = (label, look, act, end = false) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(look);
    if (look !== label) button.setAttribute("aria-label", label);
    button.classList.toggle("end", end);
    button.addEventListener("click", () => act(button));
    tools.append(button);
  };
  const letter = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
  add(names[0], letter("b", "B"), () => wrap(area, "**"));
  add(names[1], letter("i", "I"), () => wrap(area, "*"));
  add(names[2], names[2], () => wrap(area, "[", "](https://)"));
  add(names[3], names[3], () => lines(area, "- "));
  if (box.dataset.pictureUrl) add(names[4], names[4], () => pick(box, area));
  if (box.dataset.previewUrl) add(names[5], names[5], (button) => preview(box, area, button), true);
  area.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    if (event.key === "b") wrap(area, "**");
    else if (event.key === "i") wrap(area, "*");
    else if (event.key === "Enter") area.form.requestSubmit();
    else return;
    event.preventDefault();
  });
  if (!box.dataset.pictureUrl) return;
  const taken = (event, data) => data?.files.length && (event.preventDefault(), picture(box, area, data.files[0]));
  area.addEventListener("paste", (event) => taken(event, event.clipboardData));
  area.addEventListener("drop", (event) => taken(event, event.dataTransfer));
};
document.querySelectorAll("[data-composer]").forEach(furnish);
document.addEventListener("goodword:added", () => document.querySelectorAll("[data-composer]").forEach(furnish));
