// Messages in the browser: only after a press on the button. Without the means for it the button stays hidden.
const form = document.querySelector("form[data-push]");
if (form && "serviceWorker" in navigator && "PushManager" in window) {
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const words = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const refused = form.querySelector("[data-push-refused]");
    refused.hidden = true;
    try {
      await navigator.serviceWorker.register(form.dataset.pushWorker, { scope: "/" });
      const ready = await navigator.serviceWorker.ready;
      const key = bytes(form.dataset.push);
      const made = await ready.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
      const sent = new FormData(form);
      sent.set("endpoint", made.endpoint);
      sent.set("public_key", words(made.getKey("p256dh")));
      sent.set("auth", words(made.getKey("auth")));
      const answer = await fetch(form.action, { method: "POST", body: sent });
      if (!answer.ok) throw new Error(answer.statusText);
      location.reload();
    } catch {
      refused.hidden = false;
    }
  });
}
