// Reviews of a product and a box for a question, for the company's own site. See docs/embed.md.
// Nothing is stored, no cookie is sent or set. Until data is there, and if it does not come, the link inside the element stays.
const home = new URL("..", import.meta.url);
const css = `
:host { display: block; container-type: inline-size; color-scheme: light dark; font: 400 1rem/1.5 system-ui, sans-serif; }
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) { color-scheme: dark; }
:host([hidden]) { display: none; }
section {
  --paper: light-dark(oklch(.984 .007 85), oklch(.205 .009 75)); --line: light-dark(oklch(.875 .014 80), oklch(.345 .011 75));
  --ink: light-dark(oklch(.235 .016 65), oklch(.935 .012 85)); --ink-2: light-dark(oklch(.42 .016 65), oklch(.8 .012 85));
  --brand: light-dark(oklch(.41 .075 var(--hue)), oklch(.79 .08 var(--hue)));
  --mid: light-dark(oklch(.64 .06 var(--hue)), oklch(.59 .06 var(--hue)));
  --solid: light-dark(oklch(.41 .075 var(--hue)), oklch(.455 .068 var(--hue)));
  padding: 1.25rem; color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 7px;
  overflow-wrap: anywhere; text-align: start;
}
* { box-sizing: border-box; }
p, ul { margin: 0; padding: 0; list-style: none; }
a { color: var(--brand); text-underline-offset: .2em; text-decoration-thickness: 1px; }
:focus-visible { outline: 2px solid var(--brand); outline-offset: 2px; border-radius: 4px; }
.meta { color: var(--ink-2); font-size: .85rem; font-variant-numeric: tabular-nums; }
.meta b { color: var(--ink); font-weight: 600; }
.top { display: grid; gap: 1rem 2rem; align-items: center; margin-block-end: 1rem; }
.mean { font: 500 2.8rem/1.1 ui-serif, Georgia, serif; }
.stars { display: inline-block; inline-size: 5em; block-size: 1em; vertical-align: -.12em; }
.stars:dir(rtl), .bar:dir(rtl) { scale: -1 1; }
.on { fill: var(--ink); } .off { fill: none; stroke: var(--ink-2); stroke-width: .5; }
.rows li { display: grid; grid-template-columns: 4.5rem 1fr 2.5rem 2.8rem; gap: .6rem; align-items: center; font-size: .85rem; }
.rows span { text-align: end; font-variant-numeric: tabular-nums; } .rows span:first-child { text-align: start; }
.bar { inline-size: 100%; block-size: .5rem; } .bar .all { fill: var(--line); } .bar .part { fill: var(--mid); }
.sides { display: grid; gap: 1.25rem 2rem; margin-block: 1rem; padding-block-start: 1rem; border-block-start: 1px solid var(--line); }
.side > p { font-weight: 600; font-size: .85rem; color: var(--ink-2); }
.side li { margin-block-start: .8rem; }
.title { font: 500 1.1rem/1.35 ui-serif, Georgia, serif; } .title a { color: inherit; text-decoration: none; }
.title a:hover { text-decoration: underline; }
.text { font-family: ui-serif, Georgia, serif; }
.label { padding: 0 .4em; border: 1px solid currentcolor; border-radius: 4px; font-size: .77rem; }
.links { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin-block: .75rem; }
.links a, .found a { display: inline-block; padding-block: .3rem; }
label { display: block; margin-block-end: .5rem; font: 500 1.2rem/1.3 ui-serif, Georgia, serif; }
form div { display: flex; flex-wrap: wrap; gap: .5rem; }
input, button { font: inherit; min-block-size: 44px; border-radius: 4px; }
input { flex: 1 1 14rem; min-inline-size: 0; padding: .4rem .75rem; color: inherit; border: 1px solid var(--ink-2);
  background: light-dark(oklch(.995 .003 85), oklch(.225 .009 75)); }
button { padding: .4rem 1.25rem; border: 0; color: oklch(.99 .005 85); background: var(--solid); cursor: pointer; }
.found { margin-block-start: .75rem; }
@container (min-width: 34rem) {
  .top { grid-template-columns: auto 1fr; } .sides { grid-template-columns: 1fr 1fr; }
}`;

/** An element with attributes and children; words only ever become text. */
function el(name, attributes = {}, ...children) {
  const drawn = /^(svg|path|rect)$/.test(name);
  const made = drawn ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== "") made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== "" && child != null));
  return made;
}

/** Stars as a drawing with words, halves from .25 to .75. */
function stars(value, words) {
  const star = "M7 1.6 8.6 5.4l4.1.4-3.1 2.7.9 4L7 10.4l-3.5 2.1.9-4L1.3 5.8l4.1-.4z";
  const half = "M7 1.6v8.8l-3.5 2.1.9-4L1.3 5.8l4.1-.4z";
  const shapes = [];
  for (let i = 0; i < 5; i += 1) {
    const left = value - i;
    const place = `translate(${14 * i} 0)`;
    if (left < 0.75) shapes.push(el("path", { d: star, class: "off", transform: place }));
    if (left >= 0.25) shapes.push(el("path", { d: left >= 0.75 ? star : half, class: "on", transform: place }));
  }
  return el("svg", { class: "stars", viewBox: "0 0 70 14", role: "img", "aria-label": words }, ...shapes);
}

const link = ([words, url]) => el("a", { href: url, target: "_top" }, words);

class Embedded extends HTMLElement {
  async connectedCallback() {
    if (this.begun) return;
    this.begun = true;
    try {
      const told = await this.fetched(this.address());
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`${css} :host { --hue: ${Number(told.hue)}; }`);
      const section = el("section", { lang: told.lang, dir: told.dir, "aria-label": told.region ?? told.label });
      const by = el("p", { class: "meta" }, link([told.by.name, told.by.url]), ` · ${told.promise}`);
      section.append(...this.parts(told), by);
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [sheet];
      root.append(section);
    } catch (error) {
      console.info("goodword: the link stays", error);
    }
  }

  async fetched(path, options = {}) {
    const url = new URL(path, home);
    url.searchParams.set("lang", (this.closest("[lang]")?.lang || "en").slice(0, 2));
    const answer = await fetch(url, { credentials: "omit", referrerPolicy: "no-referrer", ...options });
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  }

  get product() {
    return encodeURIComponent(this.getAttribute("product") ?? "");
  }
}

class Reviews extends Embedded {
  address() {
    return `embed/products/${this.product}.json`;
  }

  parts(told) {
    const rows = told.rows.map((row) => el("li", {}, el("span", {}, row.words),
      el("svg", { class: "bar", viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true" },
        el("rect", { class: "all", width: 100, height: 6 }), el("rect", { class: "part", width: row.share, height: 6 })),
      el("span", {}, row.count), el("span", {}, `${row.share}%`)));
    const mean = told.mean === null ? "" : el("div", { class: "top" },
      el("div", {}, el("p", { class: "mean" }, told.mean_words), stars(told.mean, told.stars_words),
        el("p", { class: "meta" }, told.counted)),
      el("ul", { class: "rows" }, ...rows));
    const sums = told.sums.flatMap(([n, words], at) => [at ? " · " : "", el("b", {}, n), ` ${words}`]);
    const sides = told.sides.map((side) => el("div", { class: "side" }, el("p", {}, side.title),
      el("ul", {}, ...side.reviews.map((one) => this.review(one)))));
    return [mean, el("p", { class: "meta" }, ...sums.filter((part) => part !== "")),
      sides.length ? el("div", { class: "sides" }, ...sides) : "", told.none && el("p", {}, told.none),
      el("p", { class: "links" }, ...told.links.map(link))].filter((part) => part !== "");
  }

  review(one) {
    const facts = [one.bought, el("a", { href: one.url, target: "_top" }, el("time", { datetime: one.at }, one.day))];
    return el("li", {}, stars(one.stars, one.stars_words),
      one.title && el("p", { class: "title", dir: "auto" }, link([one.title, one.url])), el("p", { class: "text", dir: "auto" }, one.text),
      el("p", { class: "meta" }, el("bdi", {}, one.name), ...one.labels.flatMap((words) => [" ", el("span", { class: "label" }, words)]),
        ...facts.flatMap((fact) => [" · ", fact])));
  }
}

class Ask extends Embedded {
  address() {
    return "embed/ask.json";
  }

  parts(told) {
    const input = el("input", { id: "q", name: "q", maxlength: 300, autocomplete: "off", dir: "auto" });
    const product = this.product && el("input", { type: "hidden", name: "product", value: this.getAttribute("product") });
    const status = el("p", { class: "meta", role: "status" });
    const list = el("ul", {});
    input.addEventListener("input", () => this.later(input.value.trim(), status, list, told));
    return [el("form", { action: told.action, method: "get", target: "_top" }, el("label", { for: "q" }, told.label),
      el("div", {}, input, el("button", { type: "submit" }, told.button)), product), el("div", { class: "found" }, status, list)];
  }

  /** A quarter of a second after the last letter, and never two at once. */
  later(words, status, list, told) {
    clearTimeout(this.waiting);
    this.asking?.abort();
    this.waiting = setTimeout(async () => {
      this.asking = new AbortController();
      try {
        const path = `embed/similar.json?q=${encodeURIComponent(words)}`;
        const found = words.length < 3 ? { said: "", questions: [] } : await this.fetched(path, { signal: this.asking.signal });
        status.textContent = found.said;
        list.replaceChildren(...found.questions.map((one) => el("li", {}, link([one.title, one.url]),
          one.solved ? el("span", { class: "meta" }, ` · ${told.solved}`) : "")));
      } catch (error) {
        if (error.name !== "AbortError") list.replaceChildren();
      }
    }, 250);
  }
}

if (!customElements.get("goodword-reviews")) {
  customElements.define("goodword-reviews", Reviews);
  customElements.define("goodword-ask", Ask);
}
