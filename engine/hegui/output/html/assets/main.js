/** Addresses within the page: `#/` the overview, `#/units` and `#/units?rule=ID` the list, `#/units/NUMBER` a unit. */

const TITLE = document.title;

async function route() {
  const [path, query = ""] = location.hash.replace(/^#/, "").split("?");
  const number = /^\/units\/(\d+)$/.exec(path)?.[1];
  const unit = number === undefined ? undefined : units[Number(number)];
  if (unit) {
    const at = listed.indexOf(unit);
    await drawUnit(unit, listed[at - 1], listed[at + 1]);
    show("unit", unit.name);
  } else if (path === "/units") {
    const rule = new URLSearchParams(query).get("rule");
    if (rule !== null) chooseRule(rule);
    if (rule !== null || !league.childElementCount) listUnits();
    show("units", "单位一览");
  } else show("overview", "");
}

function show(view, title) {
  for (const main of document.querySelectorAll("main")) main.hidden = main.dataset.view !== view;
  for (const link of document.querySelectorAll(".masthead a")) {
    const current = link.dataset.view === (view === "unit" ? "units" : view);
    if (current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = title ? visible(`${title} · ${TITLE}`) : TITLE;
  if (document.body.dataset.view !== undefined) {
    scrollTo(0, 0);
    byId(view).querySelector("h1")?.focus({ preventScroll: true });
  }
  document.body.dataset.view = view;
}

function start() {
  if (!("DecompressionStream" in window)) {
    byId("overview").prepend(make("p", { class: "alert" }, "浏览器版本过低，只能看到总览；请用新版 Edge、Chrome、Firefox 或 Safari 打开。"));
    return;
  }
  prepareList();
  listed = sorted(units);
  byId("print").addEventListener("click", () => print());
  addEventListener("hashchange", route);
  route();
}

start();
