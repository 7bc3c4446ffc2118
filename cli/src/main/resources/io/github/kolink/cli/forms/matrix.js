"use strict";
const details = JSON.parse(document.getElementById("details").textContent);
const rows = [...document.querySelectorAll("tbody tr")];
const panel = document.getElementById("detail");
const name = document.getElementById("name");
const which = document.getElementById("which");
let chosen = null;

function close() {
  panel.hidden = true;
  document.body.style.paddingBottom = "";
  if (chosen) chosen.classList.remove("chosen");
  chosen = null;
}

function show(place) {
  if (place === chosen) { close(); return; }
  close();
  chosen = place;
  place.classList.add("chosen");
  const kernels = document.querySelectorAll("thead button");
  const cell = place.closest("td");
  const kernel = cell ? kernels[cell.cellIndex - 1].textContent : place.textContent;
  document.getElementById("about").textContent =
    cell ? cell.parentElement.cells[0].textContent + " on " + kernel : kernel;
  document.getElementById("lines").textContent = details[place.dataset.d];
  panel.hidden = false;
  panel.scrollTop = 0;
  document.body.style.paddingBottom = panel.offsetHeight + 20 + "px";
  const under = place.getBoundingClientRect().bottom - (innerHeight - panel.offsetHeight);
  if (under > 0) scrollBy(0, under + 8);
}

function fits(row) {
  const kinds = [...row.cells].slice(1).map(cell => cell.classList[0]);
  switch (which.value) {
    case "all": return true;
    case "bad": return kinds.some(kind => kind && kind !== "loads");
    case "mixed": return new Set(kinds).size > 1;
    default: return kinds.includes(which.value);
  }
}

function filter() {
  const part = name.value.trim().toLowerCase();
  let shown = 0;
  for (const row of rows) {
    row.hidden = !(row.cells[0].title.toLowerCase().includes(part) && fits(row));
    shown += row.hidden ? 0 : 1;
  }
  document.getElementById("count").textContent = shown + " of " + rows.length + " shown";
}

document.addEventListener("click", event => {
  const place = event.target.closest("[data-d]");
  if (place) show(place);
});
document.addEventListener("keydown", event => {
  if (event.key === "Escape") close();
  if (event.key === "Enter" && event.target.matches("td[data-d]")) show(event.target);
});
document.getElementById("close").addEventListener("click", close);
name.addEventListener("input", filter);
which.addEventListener("change", filter);
if (rows.length > 200 && rows.some(row => (which.value = "bad", fits(row)))) which.value = "bad";
else which.value = "all";
filter();
