// A member's draft is kept on the server two seconds after the last letter, so that it waits on every device of theirs.
for (const form of document.querySelectorAll("form[data-server-draft]")) {
  let timer = 0;
  const keep = () => {
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    fetch(form.dataset.serverDraft, { method: "POST", body, headers: { "HX-Request": "true" }, keepalive: true }).catch(() => null);
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 2000);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
}
