/** The page of a unit: scorecard and findings beside the report. */

/** @param {Unit} unit @param {Unit | undefined} before @param {Unit | undefined} after  its neighbours in the list */
async function drawUnit(unit, before, after) {
  const report = await reportOf(unit);
  const page = byId("unit");
  page.replaceChildren(drawTitle(unit, report, before, after));
  if (!report) return;
  if (!report.score) {
    const lines = report.errors.map((error) => make("li", {}, make("strong", {}, error.kind), `：${error.message}`));
    page.append(make("section", { class: "alert" }, make("h2", {}, "这份文件未能审查"), make("ul", {}, ...lines)));
    return;
  }
  const marks = new Marks(report.findings);
  const text = make("section", { class: "text", "aria-label": "报告原文", tabindex: 0 });
  text.append(make("h2", {}, "报告原文"), legend(report), drawReport(report, marks));
  const left = make("div", { class: "judgement" }, drawScore(unit, report), drawFindings(report, marks), drawOpen(report));
  page.append(make("div", { class: "split" }, left, text));
  connect(page, marks);
}

function drawTitle(unit, report, before, after) {
  const step = (other, words) =>
    other ? make("a", { href: `#/units/${other.number}`, title: other.name }, words) : make("span", {}, words);
  const about = report?.unit ?? {};
  const area = [...new Set([about.province, about.city, about.county])].filter(Boolean).join(" ");
  const dates = [["成文", report?.dates.signed], ["发布", report?.dates.published]].filter(([, day]) => day);
  const facts = [
    unit.year && `${unit.year} 年度`,
    index.groups[unit.group],
    area,
    ...dates.map(([words, day]) => `${words} ${day}`),
    unit.path,
  ];
  return make(
    "header",
    { class: "unit-title" },
    make("nav", { "aria-label": "单位" }, make("a", { href: "#/units" }, "返回单位一览"), step(before, "上一家"), step(after, "下一家")),
    make("h1", { tabindex: -1 }, unit.name),
    make("p", { class: "remark" }, facts.filter(Boolean).join(" · ") || null),
    unit.state === "missing" && make("p", { class: "alert" }, "名册列有这个单位，没有它的报告。"),
    unit.state === "unclear" && make("p", { class: "alert" }, "名册列有这个单位，没有见到它的报告，但不能认定没有报送，见总览“报送情况”。"),
  );
}

function drawScore(unit, report) {
  const { score, results } = report;
  const peers = units.filter((other) => other.group === unit.group && other.year === unit.year && other.rank !== null).length;
  const facts = [
    ["等级", score.grade ?? "未评级"],
    ["覆盖率", `${percent(score.coverage)}（未能判定 ${report.open.length} 条）`],
    unit.rank !== null && ["名次", `第 ${unit.rank} 名（${index.groups[unit.group]}，共 ${peers} 家）`],
    score.before && ["豁免前", `${figure(score.before.total)} 分${score.before.grade ? `，${score.before.grade}` : ""}`],
    ["规则", `符合 ${results.pass} 条，不符合 ${results.fail} 条，不适用 ${results.not_applicable} 条`],
    score.bonus && ["附加分", score.bonus],
    score.note && ["说明", score.note],
  ].filter(Boolean);
  const rows = score.categories.map(([name, lost, of]) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, name),
      make("td", {}, make("meter", { min: 0, max: of ?? score.of, value: lost, "aria-hidden": "true" })),
      make("td", { class: `figure${lost ? " lost" : ""}` }, lost ? `−${figure(lost)}` : "0"),
      make("td", { class: "figure faint" }, of === null ? "" : figure(of)),
    ),
  );
  const head = ["类别", "", "扣分", "满分"].map((words, at) => make("th", { scope: "col", class: at > 1 && "figure" }, words));
  return make(
    "section",
    { class: "score", "aria-label": "得分" },
    make("p", { class: "total" }, make("strong", {}, figure(score.total)), ` 分，${score.title}满分 ${figure(score.of)}`),
    make("dl", { class: "facts" }, ...facts.flatMap(([name, words]) => [make("dt", {}, name), make("dd", {}, words)])),
    make("table", { class: "plain" }, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows)),
  );
}

function drawFindings(report, marks) {
  const section = make("section", { class: "findings", "aria-label": "问题" });
  section.append(make("h2", {}, `问题（${report.findings.length} 处）`));
  if (!report.findings.length) section.append(make("p", { class: "none" }, "没有发现问题。"));
  report.findings.forEach((finding, number) => section.append(drawFinding(finding, number, marks)));
  return section;
}

/** A finding; one that has a place in the report leads there. */
function drawFinding(finding, number, marks) {
  const facts = [
    ...finding.evidence.map((one) => ["证据", drawEvidence(one)]),
    ["依据", finding.basis],
    ["建议", finding.advice],
    finding.waiver && ["豁免", waiverInWords(finding.waiver)],
    finding.by_hand && ["认定", finding.by_hand],
  ].filter(Boolean);
  const points = finding.points && !finding.waiver ? `本条规则扣 ${figure(finding.points)} 分` : null;
  const severity = make("span", { class: `severity ${finding.severity}` }, index.severities[finding.severity]);
  const places = marks.elements.get(number)?.length ?? 0;
  const locate = places > 1 ? `在原文中查看（${places} 处，再点看下一处）` : "在原文中查看";
  const article = make(
    "article",
    {
      class: `finding ${finding.waiver ? "waived" : finding.severity}${places ? " placed" : ""}`,
      id: `finding-${number}`,
    },
    make("h3", {}, severity, finding.title, make("small", {}, [finding.category, points].filter(Boolean).join(" · "))),
    make("p", { class: "message" }, finding.message),
    make("dl", { class: "facts" }, ...facts.flatMap(([name, words]) => [make("dt", {}, name), make("dd", {}, words)])),
    places > 0 && make("button", { type: "button", class: "locate" }, locate),
  );
  return article;
}

function drawEvidence({ where, quote, formula, corrected }) {
  const words = quote === null ? null : quote.trim() ? make("q", {}, quote) : "（空白）";
  return make("span", {}, make("span", { class: "where" }, where), words, corrected && "（经更正）", formula && make("code", {}, formula));
}

function waiverInWords(waiver) {
  const until = waiver.expires ? `，有效期至 ${waiver.expires}` : "";
  return `${waiver.reason}（${waiver.approver} ${waiver.date} 批准${until}），不扣分`;
}

/** What could not be judged is no fault of the unit, and stands apart. */
function drawOpen(report) {
  const lines = report.open.map(({ title, why, kind }) =>
    make("li", {}, make("strong", {}, title), make("span", { class: "remark" }, kind), make("p", {}, why)),
  );
  const notes = report.notes.map((note) => make("li", {}, note));
  return make(
    "section",
    { class: "open" },
    lines.length > 0 && make("h2", {}, `未能判定（${lines.length} 条）`),
    lines.length > 0 && make("p", { class: "remark" }, "因报告没有读全或缺少资料而不能判定的规则，不算单位的问题，不扣分，需要时请人工核对。"),
    lines.length > 0 && make("ul", {}, ...lines),
    report.corrections.length > 0 && make("h2", {}, `人工更正（${report.corrections.length} 处）`),
    report.corrections.length > 0 && make("ul", {}, ...report.corrections.map((line) => make("li", {}, line))),
    notes.length > 0 && make("h2", {}, "读取说明"),
    notes.length > 0 && make("ul", {}, ...notes),
  );
}

function legend(report) {
  const kinds = new Set(report.findings.map((finding) => (finding.waiver ? "waived" : finding.severity)));
  const names = { ...index.severities, waived: "已豁免" };
  const signs = Object.keys(names).filter((kind) => kinds.has(kind));
  const marks = signs.map((kind) => make("mark", { class: `mark ${kind}` }, names[kind]));
  return make("p", { class: "remark legend" }, "按识别结果重排。", signs.length > 0 && "标记：", ...marks);
}

/** A click on a finding shows its place, a click on a place shows its finding; both by keyboard too. */
function connect(page, marks) {
  const turns = new Map();
  const choose = (number, target) => {
    for (const old of page.querySelectorAll(".chosen")) old.classList.remove("chosen");
    byId(`finding-${number}`).classList.add("chosen");
    for (const element of marks.elements.get(number) ?? []) element.classList.add("chosen");
    reveal(target);
    (target.matches(".mark") ? target : target.querySelector("button"))?.focus({ preventScroll: true });
  };
  // Where there are several of them, each click shows the next.
  const next = (key, all) => {
    const turn = turns.get(key) ?? 0;
    turns.set(key, turn + 1);
    return all[turn % all.length];
  };
  const act = (event) => {
    const mark = event.target.closest(".mark[data-findings]");
    const finding = event.target.closest(".finding.placed");
    if (mark) {
      const number = Number(next(mark, mark.dataset.findings.split(" ")));
      choose(number, byId(`finding-${number}`));
    } else if (finding && !getSelection()?.toString()) {
      const number = Number(finding.id.slice("finding-".length));
      choose(number, next(number, marks.elements.get(number)));
    } else return;
    event.preventDefault();
  };
  page.onclick = act;
  page.onkeydown = (event) => {
    if ((event.key === "Enter" || event.key === " ") && event.target.matches(".mark")) act(event);
  };
}
