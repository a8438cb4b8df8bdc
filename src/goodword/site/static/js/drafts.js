// Keeps what is being written in this browser, from the first letter on and not before; gives it back after a reload, a sign-up or an
// expired session; forgets it once it was sent. Nothing is kept of somebody who writes nothing.
const prefix = "draft:";
const read = (key) => {
  try {
    return localStorage.getItem(prefix + key);
  } catch {
    return null; // storage is switched off: the form still works
  }
};
const keep = (key, text) => {
  try {
    if (text.trim()) localStorage.setItem(prefix + key, text);
    else localStorage.removeItem(prefix + key);
  } catch {
    return;
  }
};

// The page that follows a success names what was sent, or simply shows it: then the draft is no longer needed.
for (const sent of document.querySelectorAll("[data-draft-sent]")) keep(sent.dataset.draftSent, "");
const letters = (text) => text.replace(/[^\p{L}\p{N}]+/gu, "").slice(0, 20000);
const pending = read("pending");
if (pending) {
  const text = letters(read(pending) ?? "").slice(0, 80);
  const shown = [...document.querySelectorAll("main .prose, main h1")].some((part) => letters(part.textContent).includes(text));
  if (text && shown) keep(pending, "");
  keep("pending", "");
}

for (const field of document.querySelectorAll("[data-draft]")) {
  const key = field.dataset.draft;
  const kept = read(key);
  if (kept && !field.value.trim()) {
    field.value = kept;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  let timer = 0;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => keep(key, field.value), 250);
  });
  field.form?.addEventListener("submit", () => {
    clearTimeout(timer);
    keep(key, field.value);
    keep("pending", key);
  });
  addEventListener("pagehide", () => timer && keep(key, field.value));
}
