// Loads what a page needs only at times: the tools of the composer when somebody starts to write, the keys of the desk on the desk.
const loaded = new Set();
const load = (address) => {
  if (!address || loaded.has(address)) return;
  loaded.add(address);
  import(address).catch(() => loaded.delete(address));
};
const tools = (box) => {
  load(box?.dataset.composerSrc);
  load(box?.dataset.mentionSrc);
};
const writing = (event) => tools(event.target.closest?.("[data-composer]"));
document.addEventListener("focusin", writing);
document.addEventListener("pointerover", writing, { passive: true });
load(document.querySelector("[data-desk-keys]")?.dataset.deskKeys);
// A device with time to spare gets the tools before it is asked, so that nothing moves under the finger.
const waiting = document.querySelector("[data-composer]");
if (waiting) (globalThis.requestIdleCallback ?? setTimeout)(() => tools(waiting));
