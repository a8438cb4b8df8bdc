// A search box that answers while one types. The server gives the list as HTML; the keyboard walks real elements (down, up, Enter,
// Escape), so a screen reader meets headings and buttons, not a widget.
for (const form of document.querySelectorAll("form[data-suggest]")) {
  const input = form.querySelector("input");
  const list = form.querySelector("[data-suggestions]");
  const count = form.querySelector("[data-suggest-count]");
  let asked = null;
  let timer = 0;

  const show = (html) => {
    list.innerHTML = html;
    count.textContent = list.querySelector("[data-heading]")?.textContent ?? "";
    list.dispatchEvent(new CustomEvent("goodword:added", { bubbles: true }));
  };
  const ask = async () => {
    const text = input.value.trim();
    asked?.abort();
    if (text.length < 3) return show("");
    asked = new AbortController();
    const url = new URL(form.dataset.suggest, location.href);
    url.searchParams.set("q", text);
    try {
      const answer = await fetch(url, { signal: asked.signal, headers: { "HX-Request": "true" } });
      if (answer.ok) show(await answer.text());
    } catch (trouble) {
      if (trouble.name !== "AbortError") show("");
    }
  };
  const rows = () => [...list.querySelectorAll("summary, .suggestion > a")];
  const step = (from, by) => {
    const all = rows();
    const next = all.indexOf(from) + by;
    (next < 0 ? input : all[Math.min(next, all.length - 1)])?.focus();
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 180);
  });
  form.addEventListener("keydown", (event) => {
    const row = event.target.closest("summary, .suggestion > a");
    if (event.key === "ArrowDown" && (row || event.target === input) && rows().length) step(row, 1);
    else if (event.key === "ArrowUp" && row) step(row, -1);
    else if (event.key === "Escape" && list.innerHTML) {
      if (event.target === input) show("");
      input.focus();
    } else return;
    event.preventDefault();
  });
  // An answer opens in place: fetched once, and only one stands open.
  list.addEventListener("toggle", async (event) => {
    const row = event.target;
    if (!row.open) return;
    for (const other of list.querySelectorAll("details[open]")) if (other !== row) other.open = false;
    const place = row.querySelector("[data-answer-here]");
    if (!row.dataset.answer || place.dataset.filled) return;
    place.dataset.filled = "1";
    const answer = await fetch(row.dataset.answer, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok) return;
    place.innerHTML = await answer.text();
    place.dispatchEvent(new CustomEvent("goodword:added", { bubbles: true }));
  }, true);
  list.addEventListener("click", (event) => {
    if (!event.target.closest("[data-keep-asking]")) return;
    event.target.closest("details").open = false;
    (document.querySelector("[data-ask-more]") ?? input).focus();
  });
  if (form.classList.contains("floating")) {
    document.addEventListener("click", (event) => form.contains(event.target) || show(""));
  }
}
