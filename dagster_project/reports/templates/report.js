"use strict";
// What the page can do with JavaScript on. Without it the page is whole: static drawings, tables, contents.
const words = JSON.parse(document.getElementById("words").textContent);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const make = (tag, text, className) => {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
};
all(".hint, .views").forEach((control) => control.removeAttribute("hidden"));

// -- Charts: drawn when they come near the screen, over the static drawing, which stays for printing.

const draw = async (figure) => {
  const box = figure.querySelector(".drawing");
  // A box within a box: the inner one gets a class, and with it a display, of vega-embed's.
  const live = make("div", undefined, "live");
  live.append(make("div"));
  box.append(live);
  const isNarrow = box.clientWidth < 480;
  const spec = JSON.parse(figure.querySelector(isNarrow ? ".narrow" : ".spec").textContent);
  const image = box.querySelector("img");
  await window.vegaEmbed(live.firstChild, spec, { actions: false, renderer: "svg", ast: true, logLevel: 1, tooltip: { theme: "custom" } });
  const drawing = live.querySelector("svg");
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", image.alt);
  drawing.style.cssText = "width: 100%; height: auto";
  figure.classList.add("is-live");
  figure.classList.toggle("is-narrow", isNarrow);
};
const near = new IntersectionObserver((entries) => {
  for (const entry of entries.filter((one) => one.isIntersecting)) {
    near.unobserve(entry.target);
    draw(entry.target);
  }
}, { rootMargin: "600px" });
all("figure.chart").forEach((figure) => near.observe(figure));

// -- Each chart can be shown as its table; a table that stands elsewhere on the page is shown as a copy.

const tableOf = (figure) => {
  let panel = figure.querySelector(".panel");
  if (panel) return panel;
  panel = make("div", undefined, "panel");
  const data = figure.querySelector(".data");
  const from = data.dataset.table ? document.getElementById(data.dataset.table) : data;
  all(":scope > :not(summary)", from).forEach((part) => panel.append(part.cloneNode(true)));
  figure.querySelector(".drawing").after(panel);
  rove(panel.querySelector("table"));
  return panel;
};
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-view]");
  if (!button) return;
  const figure = button.closest("figure");
  const asTable = button.dataset.view === "table";
  tableOf(figure).hidden = !asTable;
  figure.classList.toggle("as-table", asTable);
  all("[data-view]", figure).forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
});

// -- Numbers: a click or the enter key tells where one comes from. In tables one number is in the tab order, and
//    the arrow keys walk from it, so that nobody has to pass a thousand stops.

const byFigure = new Map();
for (const value of all(".v")) {
  for (const figure of value.dataset.figure.split(" ")) {
    if (!byFigure.has(figure)) byFigure.set(figure, new Map());
    const { column } = value.dataset;
    if (!column.includes(" ") && !value.dataset.figure.includes(" ")) byFigure.get(figure).set(column, value.textContent);
  }
}
const reach = (value, tabindex) => {
  value.tabIndex = tabindex;
  value.setAttribute("role", "button");
};
const rove = (table) => all(".v", table).forEach((value, at) => reach(value, at ? -1 : 0));
all("main table").forEach(rove);
all(".v").filter((value) => !value.closest("table")).forEach((value) => reach(value, 0));

const dialog = document.querySelector("dialog");
const explain = (figure) => {
  const row = make("div", undefined, "row");
  if (!figure.includes("/")) {
    row.append(make("p", `${words.setting} ${figure}`));
    return row;
  }
  const command = `gradmart explain ${figure}`;
  const copy = make("button", words.copy);
  copy.type = "button";
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(command);
    } catch {
      copyByHand(command);
    }
    copy.textContent = words.copied;
  });
  row.append(make("code", command), copy);
  const others = [...(byFigure.get(figure) ?? [])];
  if (others.length) {
    const list = make("dl");
    others.forEach(([column, text]) => list.append(make("dt", column), make("dd", text)));
    row.append(make("p", words.same_row, "small"), list);
  }
  return row;
};
// Pages opened from a file have no clipboard in some browsers: select, so that the reader's own keys can copy.
const copyByHand = (command) => {
  const code = all("code", dialog).find((one) => one.textContent === command);
  window.getSelection().selectAllChildren(code);
  document.execCommand("copy");
};
const show = (value) => {
  const figures = value.dataset.figure.split(" ");
  dialog.querySelector("h2").textContent = value.textContent;
  const detail = dialog.querySelector(".detail");
  detail.replaceChildren(make("p", `${words.column} ${value.dataset.column}`));
  if (figures.length > 1) detail.append(make("p", words.more, "small"));
  detail.append(...figures.map(explain));
  dialog.showModal();
};
document.addEventListener("click", (event) => {
  const value = event.target.closest(".v");
  if (value && !dialog.contains(value)) show(value);
  if (event.target === dialog) dialog.close();
});
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const neighbour = (value, [down, right]) => {
  let cell = value.closest("td, th");
  const rows = all("tbody tr", cell.closest("table"));
  let [row, column] = [rows.indexOf(cell.parentNode), cell.cellIndex];
  for (;;) {
    [row, column] = [row + down, column + right];
    cell = rows[row]?.cells[column];
    if (!cell) return null;
    if (cell.querySelector(".v")) return cell.querySelector(".v");
  }
};
document.addEventListener("keydown", (event) => {
  const value = event.target.closest(".v");
  if (!value) return;
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    show(value);
  }
  const next = value.closest("table") && STEPS[event.key] && neighbour(value, STEPS[event.key]);
  if (next) {
    event.preventDefault();
    [value.tabIndex, next.tabIndex] = [-1, 0];
    next.focus();
  }
});

// -- Contents: the section that is read is marked.

const links = new Map(all("nav a").map((link) => [link.hash.slice(1), link]));
const seen = new IntersectionObserver((entries) => {
  for (const entry of entries.filter((one) => one.isIntersecting)) {
    links.forEach((link) => link.removeAttribute("aria-current"));
    links.get(entry.target.id)?.setAttribute("aria-current", "true");
  }
}, { rootMargin: "-10% 0px -80% 0px" });
all("main section section").forEach((section) => seen.observe(section));
