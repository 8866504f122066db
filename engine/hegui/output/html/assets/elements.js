/**
 * Elements are made here and nowhere else: text only ever becomes a text node, and listeners are added, never written
 * as attributes. Nothing of a report can become markup or an address.
 */

/** Controls, invisible and direction marks. Each is shown as one sign, so that offsets into the text hold. */
const UNSEEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/gu;

/** @param {unknown} text */
const visible = (text) => String(text).replace(UNSEEN, "\ufffd");

/**
 * An element with attributes and children; `null` and `false` are left out of both, `on…` attributes are listeners.
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {...(Node | string | number | null | false | undefined)} children
 * @returns {HTMLElement}
 */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else element.setAttribute(name, value === true ? "" : visible(value));
  }
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false || child === "") continue;
    element.append(child instanceof Node ? child : visible(child));
  }
  return element;
}

/** @template {HTMLElement} T @param {string} id @returns {T} */
const byId = (id) => /** @type {T} */ (document.getElementById(id));

/** A number as people write it, without the tail that binary fractions leave. */
const figure = (value) => String(Math.round(value * 100) / 100);

/** A share rounded down, so that only the whole is 100 %. */
const percent = (share) => `${Math.round(share * 1000) / 10}%`;

/** The shade of so many points lost, 0 for none; the same as in the heat map. */
function shade(points, steps) {
  const level = steps.findIndex((step) => points <= step);
  return level < 0 ? steps.length : level;
}

/** Bring an element into view: to the middle of the pane that scrolls around it, or of the page where none does. */
function reveal(element) {
  const pane = element.closest(".text");
  const within = pane !== null && pane.scrollHeight > pane.clientHeight;
  if (within) {
    const above = element.getBoundingClientRect().top - pane.getBoundingClientRect().top;
    pane.scrollTop += above - (pane.clientHeight - element.offsetHeight) / 2;
  }
  element.scrollIntoView({ block: within ? "nearest" : "center", inline: "nearest" });
}
