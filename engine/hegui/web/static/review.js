"use strict";
/* The review page by keyboard: everything that it does is a link or a button of the page. */
(() => {
  const items = () => [...document.querySelectorAll("[data-item]")];
  const current = () => document.activeElement && document.activeElement.closest("[data-item]");
  const click = (element) => element && element.click();
  let chosen = null;
  let paused = false;

  function go(step) {
    const all = items();
    const at = all.indexOf(current());
    const next = all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)];
    if (!next) return;
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    click(next.querySelector("a.place"));
  }

  function choose(item, key) {
    const button = item && [...item.querySelectorAll("button[data-key]")].find((one) => one.dataset.key === key);
    if (!button) return false;
    if ("bare" in button.dataset) {
      button.click();
      return true;
    }
    if (chosen) chosen.removeAttribute("aria-pressed");
    chosen = button;
    button.setAttribute("aria-pressed", "true");
    button.form.elements.reason.focus();
    return true;
  }

  /* Where a key cannot be obeyed, what is typed next may be the reason: none of it is to be taken for keys. */
  function pause(key) {
    paused = Boolean(key);
    const meant = [...document.querySelectorAll("#keys kbd")].find((one) => one.textContent === key);
    const words = meant ? meant.closest("dt").nextElementSibling.textContent : "";
    const fault = current() ? `这一处现在不能按 ${key}` : `没有选中问题，不能按 ${key}`;
    document.getElementById("told").textContent = paused
      ? `${fault}${words && `（${words}）`}。快捷键暂停了，按 Esc 恢复。`
      : "";
  }

  function open(details, at) {
    if (!details) return;
    details.open = true;
    if (at) at.focus();
  }

  const keys = {
    j: () => go(1),
    k: () => go(-1),
    n: () => click(document.getElementById("after")),
    b: () => click(document.getElementById("before")),
    o: () => current() && click(current().querySelector("summary")),
    f: () => open(document.getElementById("correct"), document.querySelector(".correct input:not([type=hidden])")),
    "?": () => open(document.getElementById("keys"), document.querySelector("#keys summary")),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const field = event.target.closest("input, select, textarea");
    if (field) {
      const item = field.closest("[data-item]");
      if (item && event.key === "Escape") item.focus();
      if (item && event.key === "Enter") {
        event.preventDefault();
        if (chosen && chosen.form === field.form) chosen.click();
      }
      return;
    }
    if (event.key === "Escape") pause("");
    if (paused) return;
    const known = Object.hasOwn(keys, event.key);
    if (known) keys[event.key]();
    if (known || choose(current(), event.key)) event.preventDefault();
    else if (/^[a-z]$/i.test(event.key)) pause(event.key);
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const item = event.detail.elt && event.detail.elt.id && document.getElementById(event.detail.elt.id);
    if (item && item.matches("[data-item]")) item.focus();
  });
})();
