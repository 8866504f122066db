"use strict";
/* The list of findings: all of a page chosen at once, and nothing sent for none. */
(() => {
  const form = document.getElementById("at-once");
  const all = document.getElementById("all");
  const boxes = [...form.querySelectorAll("input[name=chosen]")];
  const told = document.getElementById("none-chosen");

  all.parentElement.hidden = false;
  form.addEventListener("change", (event) => {
    if (event.target === all) boxes.forEach((box) => (box.checked = all.checked));
    else all.checked = boxes.every((box) => box.checked);
    if (boxes.some((box) => box.checked)) told.hidden = true;
  });
  form.addEventListener("submit", (event) => {
    if (boxes.some((box) => box.checked)) return;
    event.preventDefault();
    told.hidden = false;
    boxes[0].focus();
  });
})();
