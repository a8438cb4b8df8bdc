// While the page of a member is in sight, the bell counts along and a line says when there are new replies. Without it nothing is
// lost: both are there when the page is loaded. The line is let go half a minute after the page went out of sight.
const bell = document.querySelector("[data-live]");
const place = document.querySelector("[data-live-topic]");
let source = null, leaving = 0, coming = 0, pause = 5000;

const count = (said) => {
  bell.setAttribute("aria-label", said.bell);
  let badge = bell.querySelector(".count");
  if (!said.unread) return badge?.remove();
  if (!badge) {
    badge = document.createElement("span");
    badge.className = "count";
    bell.append(badge);
  }
  badge.textContent = said.unread;
};

const replies = (said) => {
  if (!place || said.replies === undefined) return;
  let bar = place.querySelector(".live-bar");
  if (!said.replies) return bar?.remove();
  if (!bar) {
    bar = document.createElement("p");
    bar.className = "live-bar";
    bar.setAttribute("role", "status");
    const show = document.createElement("button");
    show.type = "button";
    show.className = "button small";
    show.addEventListener("click", () => location.reload());
    bar.append(document.createElement("span"), show);
    place.prepend(bar);
  }
  bar.firstChild.textContent = said.words;
  bar.lastChild.textContent = said.show;
};

const listen = () => {
  clearTimeout(leaving);
  if (source || document.hidden) return;
  const address = new URL(bell.dataset.live, location.href);
  address.searchParams.set("lang", document.documentElement.lang);
  if (place) {
    address.searchParams.set("topic", place.dataset.liveTopic);
    address.searchParams.set("since", place.dataset.liveSince);
  }
  source = new EventSource(address);
  source.addEventListener("news", (event) => {
    pause = 5000;
    const said = JSON.parse(event.data);
    count(said);
    replies(said);
  });
  // A browser comes back by itself after a broken line, but gives up on a refusal: then we come back, ever more slowly.
  source.addEventListener("error", () => {
    if (source?.readyState !== EventSource.CLOSED) return;
    source = null;
    clearTimeout(coming);
    coming = setTimeout(listen, pause * (1 + Math.random()));
    pause = Math.min(pause * 2, 600000);
  });
};

const letGo = () => {
  clearTimeout(coming);
  source?.close();
  source = null;
};

if (bell && "EventSource" in window) {
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) leaving = setTimeout(letGo, 30000);
    else listen();
  });
  addEventListener("pagehide", letGo);
  addEventListener("pageshow", (event) => event.persisted && listen());
  listen();
}
