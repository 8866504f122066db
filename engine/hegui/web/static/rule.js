// Offers the keys and values that may stand at the cursor of a rule file, by its JSON Schema. Without it one just types.
"use strict";

(function () {
  const box = document.getElementById("offers");
  const area = document.getElementById(box.dataset.for);
  const MOST = 40;
  let schema;

  fetch(box.dataset.schema).then((answer) => answer.json()).then((read) => { schema = read; offer(); });

  // What a schema says in the end: references followed, alternatives side by side.
  function* meanings(one, depth = 0) {
    if (!one || typeof one !== "object" || depth > 8) return;
    if (one.$ref) yield* meanings(one.$ref.slice(2).split("/").reduce((at, key) => at[key], schema), depth + 1);
    yield one;
    for (const other of [...(one.anyOf || []), ...(one.oneOf || [])]) yield* meanings(other, depth + 1);
  }

  // The keys that a mapping may have; of a rule, those of its kind.
  function properties(one, kind) {
    const found = {};
    for (const each of meanings(one)) {
      for (const [key, value] of Object.entries(each.properties || {})) if (value !== true) found[key] = value;
      for (const part of each.allOf || []) {
        if (part.if?.properties?.check?.const !== kind) continue;
        for (const [key, value] of Object.entries(part.then.properties || {})) if (value !== true) found[key] = value;
      }
    }
    return found;
  }

  // Where the cursor is: the keys that lead to it by indentation, what is written of a word, whether it is a value.
  function place() {
    const before = area.value.slice(0, area.selectionStart).split("\n");
    const line = before.pop();
    let [, indent, , key, value] = line.match(/^(\s*(?:- )*)((\S*?):\s+)?(.*)$/).map((part) => part || "");
    let depth = indent.length;
    const path = [];
    if (indent.includes("- ")) path.unshift("[]");
    for (const above of before.reverse()) {
      const [, lead, name] = above.match(/^(\s*(?:- )*)([^\s:#][^:]*):/) || [];
      if (name === undefined) continue;
      const dashed = lead.includes("- ");
      if (lead.length < depth) {
        path.unshift(name);
        depth = lead.length;
      }
      if (dashed && lead.length <= depth) {
        path.unshift("[]");
        depth = lead.indexOf("-");
      }
    }
    const inner = value.match(/^.*[{,]\s*([^:,{}\]]*)$/);  // within {…} on one line
    if (key && value.startsWith("{") && inner) return { path: [...path, key], word: inner[1], isValue: false };
    return { path: key ? [...path, key] : path, word: value, isValue: Boolean(key) };
  }

  function at(path, kind) {
    let found = [schema];
    for (const key of path) {
      const next = [];
      for (const one of found) {
        if (key === "[]") {
          for (const each of meanings(one)) if (each.items) next.push(each.items);
        } else {
          const known = properties(one, kind)[key];
          if (known) next.push(known);
          for (const each of meanings(one)) if (typeof each.additionalProperties === "object") next.push(each.additionalProperties);
        }
      }
      found = next;
    }
    return found;
  }

  function choices() {
    const kind = area.value.match(/^check:\s*([\w-]+)/m)?.[1];
    const { path, word, isValue } = place();
    const found = [];
    for (const one of at(path, kind)) {
      for (const each of isValue ? meanings(one) : []) {
        const told = each.enumDescriptions || [];
        (each.enum || []).forEach((value, number) => found.push([String(value), told[number] || "", ""]));
        if (each.type === "boolean") found.push(["true", "", ""], ["false", "", ""]);
      }
      if (!isValue) {
        for (const [key, value] of Object.entries(properties(one, kind))) found.push([key, value.description || "", ": "]);
      }
    }
    const begun = word.trim();
    return { begun, found: found.filter(([name]) => name.startsWith(begun) && name !== begun).slice(0, MOST) };
  }

  function offer() {
    if (!schema) return;
    const { begun, found } = choices();
    box.hidden = !found.length;
    box.replaceChildren(...found.map(([name, told, end]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = name;
      button.title = told;
      button.addEventListener("click", () => {
        area.setRangeText(name.slice(begun.length) + end, area.selectionStart, area.selectionEnd, "end");
        area.focus();
        offer();
      });
      return button;
    }));
  }

  for (const what of ["input", "click", "keyup"]) area.addEventListener(what, offer);
  area.addEventListener("keydown", (event) => {
    if (event.key === " " && event.ctrlKey && box.firstChild) {
      event.preventDefault();
      box.firstChild.focus();
    }
  });
  box.addEventListener("keydown", (event) => {
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    if (event.key === "Escape") area.focus();
    if (!(event.key in steps)) return;
    event.preventDefault();
    const all = [...box.children];
    all[(all.indexOf(document.activeElement) + steps[event.key] + all.length) % all.length].focus();
  });
})();
