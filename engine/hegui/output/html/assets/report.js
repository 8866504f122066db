/** The report itself, redrawn: its parts, paragraphs and tables, with marks where a finding has its evidence. */

/**
 * Places of evidence → the findings that stand there. A place is `p:INDEX`, `t:TABLE:ROW:COLUMN` or `s:SECTION`.
 */
class Marks {
  constructor(findings) {
    /** @type {Map<string, {finding: number, start: number | null, end: number | null}[]>} */
    this.places = new Map();
    /** @type {Map<number, HTMLElement[]>} */
    this.elements = new Map();
    this.severities = findings.map((finding) => (finding.waiver ? "waived" : finding.severity));
    this.messages = findings.map((finding) => finding.message);
    findings.forEach((finding, number) => {
      for (const { at } of finding.evidence) if (at) this.note(number, at);
    });
  }

  note(finding, at) {
    const [kind, ...rest] = at;
    const key = kind === "p" ? `p:${rest[0]}` : `${kind}:${rest.map((part) => part ?? "").join(":")}`;
    const [start, end] = kind === "p" ? [rest[1] ?? null, rest[2] ?? null] : [null, null];
    if (!this.places.has(key)) this.places.set(key, []);
    this.places.get(key).push({ finding, start, end });
  }

  at(key) {
    return this.places.get(key) ?? [];
  }

  /** Mark an element as the place of findings: it can be reached by keyboard and tells what is wrong there. */
  mark(element, findings) {
    const order = Object.keys(index.severities);
    const worst = [...findings].sort((a, b) => order.indexOf(this.severities[a]) - order.indexOf(this.severities[b]))[0];
    element.classList.add("mark", this.severities[worst]);
    element.dataset.findings = findings.join(" ");
    element.tabIndex = 0;
    element.setAttribute("role", "button");
    element.title = visible(findings.map((number) => this.messages[number].slice(0, 200)).join("\n"));
    for (const number of findings) {
      if (!this.elements.has(number)) this.elements.set(number, []);
      this.elements.get(number).push(element);
    }
    return element;
  }

  /** Mark what an element holds where something stands at the place; a cell or heading stays one for a screen reader. */
  markAt(element, key) {
    const found = [...new Set(this.at(key).map((one) => one.finding))];
    return found.length ? this.within(element, found) : element;
  }

  within(element, findings) {
    const mark = this.mark(make("mark"), findings);
    mark.append(...element.childNodes);
    element.append(mark);
    return element;
  }
}

/** The report as a sheet of paper. @returns {HTMLElement} */
function drawReport(report, marks) {
  const paper = make("div", { class: "paper" });
  for (const [key, heading] of report.sections) {
    if (heading !== null) paper.append(marks.markAt(make("h3", {}, `${key}、${heading}`), `s:${key}`));
    else if (marks.at(`s:${key}`).length) paper.append(marks.markAt(make("p", { class: "part" }, key), `s:${key}`));
    report.passages.forEach(([section, text], number) => {
      if (section === key) paper.append(drawPassage(text, number, key, marks));
    });
    for (const table of report.tables) if (table.section === key) paper.append(drawTable(table, marks));
  }
  if (!paper.childElementCount) paper.append(make("p", { class: "none" }, "没有读到报告的内容。"));
  return paper;
}

function drawPassage(text, number, section, marks) {
  const spots = marks.at(`p:${number}`);
  const kind = { 标题: "title", 落款: "signature" }[section] ?? null;
  const paragraph = make("p", { class: kind });
  const whole = spots.filter((spot) => spot.start === null || spot.start === spot.end);
  const within = spots.filter((spot) => !whole.includes(spot));
  // Offsets count characters, not the halves of which JavaScript makes rare ones.
  const signs = within.length ? Array.from(text) : [];
  const cuts = new Set([0, signs.length, ...within.flatMap((spot) => [spot.start, spot.end])]);
  const edges = [...cuts].filter((cut) => cut <= signs.length).sort((a, b) => a - b);
  if (!within.length) paragraph.append(visible(text));
  edges.slice(1).forEach((end, at) => {
    const piece = signs.slice(edges[at], end).join("");
    const over = within.filter((spot) => spot.start <= edges[at] && spot.end >= end).map((spot) => spot.finding);
    paragraph.append(over.length ? marks.mark(make("mark", {}, piece), [...new Set(over)]) : visible(piece));
  });
  // Marks do not nest: what concerns the whole paragraph is told by its first sign where a part of it is marked too.
  if (!whole.length) return paragraph;
  const findings = [...new Set(whole.map((spot) => spot.finding))];
  if (!within.length) return marks.within(paragraph, findings);
  paragraph.prepend(marks.mark(make("mark", {}, "¶"), findings));
  return paragraph;
}

function drawTable(table, marks) {
  const key = (row, column) => `t:${table.id}:${row ?? ""}:${column ?? ""}`;
  const caption = marks.markAt(make("h4", {}, `表${table.section}`), key());
  const shown = (name) => table.labels[name] ?? name; // a label that is itself at fault is shown as it is printed
  const sheets = table.blocks.map(({ columns, rows }) => {
    const heads = columns.map((column) => marks.markAt(make("th", { scope: "col" }, column === null ? "数量" : shown(column)), key(null, column)));
    const lines = rows.map(([row, cells]) =>
      make(
        "tr",
        {},
        marks.markAt(make("th", { scope: "row" }, shown(row)), columns[0] === null ? "" : key(row)),
        ...cells.map((cell, at) => drawCell(cell, marks, key(row, columns[at]))),
      ),
    );
    const header = make("tr", {}, make("th", { scope: "col" }, "项目"), ...heads);
    return make("table", {}, make("thead", {}, header), make("tbody", {}, ...lines));
  });
  return make("div", { class: "tables", tabindex: 0, role: "group", "aria-label": `表${table.section}` }, caption, ...sheets);
}

/** A cell: a number, the words that stand in its place, or null where it was not found. */
function drawCell(cell, marks, key) {
  if (cell === null) return marks.markAt(make("td", { class: "lost", title: "没有读到" }, "—"), key);
  if (typeof cell === "number") return marks.markAt(make("td", {}, cell), key);
  return marks.markAt(make("td", { class: "odd", title: cell.trim() ? null : "空白" }, make("span", { class: "raw" }, cell)), key);
}
