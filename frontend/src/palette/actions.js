import { find, press } from "../commands.js";
import { matching } from "./match.js";

const NOT_HERE = new Set(["palette", "conversation"]);

// What the help sheet lists and what else the page marks with `data-command`, as far as it is there now.
export function actions(query) {
  return matching([...fromSheet(), ...fromPage()], query);
}

function fromSheet() {
  return rows()
    .map((row) => action(row.dataset.shortcut, labelOf(row), keysOf(row)))
    .filter(Boolean);
}

function fromPage() {
  const listed = new Set(rows().map(({ dataset }) => dataset.shortcut));
  const names = [...document.querySelectorAll("[data-command]")].map(({ dataset }) => dataset.command);
  return [...new Set(names)]
    .filter((name) => !listed.has(name))
    .map((name) => action(name))
    .filter(Boolean);
}

function rows() {
  return [...document.querySelectorAll("[data-shortcut]")];
}

function action(name, label, keys) {
  const element = NOT_HERE.has(name) ? null : find(name);
  if (!element) return null;
  return { id: `palette_${name}`, label: label ?? nameOf(element), keys, deed: () => press(element) };
}

function nameOf(element) {
  const { commandLabel } = element.dataset;
  return commandLabel || element.ariaLabel || (element.labels?.[0] ?? element).textContent.trim();
}

function labelOf(row) {
  return row.firstElementChild.textContent;
}

function keysOf(row) {
  return row.querySelector(".keys")?.cloneNode(true);
}
