/** The list of units: filtered, sorted, and drawn in blocks of rows only where they are looked at. */

const BLOCK = 25;
const form = /** @type {HTMLFormElement} */ (byId("filter"));
const league = byId("league");

/** Columns: heading, width, value to sort by, what is shown, and whether the first click sorts downwards. */
const columns = [
  ranked && { title: "名次", width: "3.3em", value: rankInGroup, show: (unit) => unit.rank ?? "", class: "figure rank" },
  { title: "单位", width: "minmax(9em, 2.4fr)", value: (unit) => unit.name, show: drawName, class: "name" },
  manyYears && { title: "年度", width: "3.6em", value: (unit) => unit.year, show: (unit) => unit.year ?? "", class: "figure year", down: true },
  { title: "组别", width: "minmax(7.4em, 1fr)", value: (unit) => unit.group, show: (unit) => index.groups[unit.group], class: "group" },
  { title: "得分", width: "4em", value: (unit) => unit.total, show: (unit) => (unit.total === null ? "" : figure(unit.total)), class: "figure total", down: true },
  { title: "等级", width: "5em", value: (unit) => unit.grade, show: gradeOf, class: "grade" },
  { title: "覆盖率", width: "4.5em", value: (unit) => unit.coverage, show: (unit) => (unit.coverage === null ? "" : percent(unit.coverage)), class: "figure coverage" },
  ...Object.entries(index.severities).map(([key, title], at) => ({
    title, width: "3em", value: (unit) => unit.counts[at], show: (unit) => unit.counts[at] || "", class: `figure count ${key}`, down: true,
  })),
  ...index.categories.map((title, at) => ({
    title,
    width: "minmax(4.4em, .6fr)",
    value: (unit) => unit.lost[at],
    show: (unit) => (unit.lost[at] ? `−${figure(unit.lost[at])}` : ""),
    class: (unit) => `lost heat-${shade(unit.lost[at] ?? 0, index.steps)}`,
    down: true,
  })),
].filter(Boolean);

const sorting = { column: columns.findIndex(({ title }) => title === (ranked ? "名次" : "得分")), down: !ranked };
/** @type {Unit[]} */
let listed = [];
const reader = new Intl.Collator("zh-CN");

/** Ranks compare within a group and year only, so these come one after the other. */
function rankInGroup(unit) {
  return unit.rank === null ? null : ((9999 - unit.year) * index.groups.length + unit.group) * units.length + unit.rank;
}

function drawName(unit) {
  return make("a", { href: `#/units/${unit.number}`, title: unit.path || unit.name }, unit.name);
}

/** Fill the filters with what there is, once. */
function prepareList() {
  const fill = (name, options) => form.elements[name].append(...options.map(([value, words]) => make("option", { value }, words)));
  fill("group", index.groups.map((name, at) => [at, name]));
  fill("grade", [...index.grades.map((name, at) => [at, name]), ...Object.entries(STATES)]);
  fill("severity", Object.entries(index.severities).map(([, name], at) => [at, `有${name}`]));
  fill("rule", index.rules.map(([, title, count], at) => [at, `${title}（${count}）`]));
  form.addEventListener("input", listUnits);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => requestAnimationFrame(listUnits));
  league.style.setProperty("--columns", columns.map(({ width }) => width).join(" "));
  addEventListener("beforeprint", () => league.querySelectorAll(".block").forEach(fillBlock));
}

/** Show the units that break a rule. */
function chooseRule(rule) {
  form.reset();
  form.elements.rule.value = String(index.rules.findIndex(([id]) => id === rule));
}

function matching() {
  const chosen = Object.fromEntries(new FormData(form));
  const words = chosen.text.trim().toLowerCase().split(/\s+/);
  return units.filter(
    (unit) =>
      words.every((word) => unit.name.toLowerCase().includes(word) || unit.path.toLowerCase().includes(word)) &&
      (chosen.group === "" || unit.group === Number(chosen.group)) &&
      (chosen.grade === "" || (unit.grade === null ? unit.state : String(unit.grade)) === chosen.grade) &&
      (chosen.severity === "" || unit.counts[Number(chosen.severity)] > 0) &&
      (chosen.rule === "" || unit.rules.includes(Number(chosen.rule))),
  );
}

/** Sorted by the chosen column; what has no value there comes last either way, equals stay in the audit's order. */
function sorted(found) {
  const { value } = columns[sorting.column];
  const sign = sorting.down ? -1 : 1;
  const compare = (a, b) => (typeof a === "string" ? reader.compare(a, b) : a - b);
  const missing = (unit) => unit.state !== "audited" || value(unit) === null || value(unit) === undefined;
  return found
    .map((unit) => ({ unit, last: missing(unit), key: value(unit) }))
    .sort((a, b) => a.last - b.last || (a.last ? 0 : sign * compare(a.key, b.key)) || a.unit.number - b.unit.number)
    .map((one) => one.unit);
}

/** Rows near the window exist, others do not, except where the keyboard is. */
const watcher = new IntersectionObserver(
  (seen) => {
    for (const { target, isIntersecting } of seen) {
      if (isIntersecting) fillBlock(target);
      else if (!target.contains(document.activeElement)) target.replaceChildren();
    }
  },
  { rootMargin: "800px 0px" },
);

function listUnits() {
  listed = sorted(matching());
  byId("shown").textContent = `共 ${units.length} 家，列出 ${listed.length} 家`;
  watcher.disconnect();
  league.replaceChildren(drawHeader());
  league.setAttribute("aria-rowcount", String(listed.length + 1));
  for (let start = 0; start < listed.length; start += BLOCK) {
    const count = Math.min(BLOCK, listed.length - start);
    const block = make("div", { class: "block", role: "rowgroup", "data-start": start });
    block.style.setProperty("--rows", String(count));
    league.append(block);
    if (start < 2 * BLOCK) fillBlock(block);
    watcher.observe(block);
  }
  if (!listed.length) league.append(make("p", { class: "none" }, "没有符合条件的单位。"));
}

function drawHeader() {
  const cells = columns.map((column, at) => {
    const active = at === sorting.column;
    const order = active ? (sorting.down ? "descending" : "ascending") : "none";
    const button = make("button", { type: "button", "data-column": at }, column.title);
    button.addEventListener("click", () => sortBy(at));
    const kind = typeof column.class === "string" ? column.class : "lost";
    return make("div", { role: "columnheader", "aria-sort": order, class: kind, "data-title": column.title }, button);
  });
  return make("div", { role: "rowgroup", class: "head" }, make("div", { role: "row", class: "row" }, ...cells));
}

function sortBy(at) {
  sorting.down = at === sorting.column ? !sorting.down : columns[at].down === true;
  sorting.column = at;
  listUnits();
  league.querySelector(`[data-column="${at}"]`).focus();
}

function fillBlock(block) {
  if (block.childElementCount) return;
  const start = Number(block.dataset.start);
  const rows = listed.slice(start, start + BLOCK).map((unit, at) =>
    make(
      "div",
      { role: "row", class: `row ${unit.state}`, "aria-rowindex": start + at + 2 },
      ...columns.map((column) =>
        make("div", { role: "cell", class: typeof column.class === "string" ? column.class : column.class(unit) }, column.show(unit)),
      ),
    ),
  );
  block.append(...rows);
}
