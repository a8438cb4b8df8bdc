// Times in the page are exact and true for everybody; here they become "2 h" at a line's end and "2 hours ago" in a sentence.
// The exact time stays in the title and in the markup.
const units = [
  ["year", 31536000], ["month", 2592000], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60],
];
const language = document.documentElement.lang || "en";
const words = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const short = (count, unit) =>
  new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(count);

// A time with words after it in its line stays as it is: those words would move.
const last = (time) => (time.closest("p, li, dd, td, div")?.textContent ?? "").trim().endsWith(time.textContent.trim());

const relative = (time) => {
  time.dataset.done = "";
  const then = new Date(time.dateTime);
  if (Number.isNaN(then.getTime())) return;
  const seconds = (then - Date.now()) / 1000;
  const past = Math.abs(seconds);
  const brief = time.closest(".age, .end, .queue-item");
  if (!brief && (past > 86400 * 6 || !last(time))) return;
  const [unit, size] = units.find(([, length]) => past >= length) ?? ["minute", 60];
  const count = Math.max(1, Math.round(past / size));
  time.title ||= time.textContent;
  time.textContent = brief ? short(count, unit) : words.format(Math.sign(seconds) * count, unit);
};

const all = (root) => root.querySelectorAll("time[data-relative]").forEach(relative);
all(document);
document.addEventListener("goodword:added", (event) => all(event.target));
setInterval(() => all(document), 60000);
