const ADDED = ".code__bar, .diagram";
const KEPT = { A: ["href"], OL: ["start"], TH: ["align"], TD: ["align"] };
const PLAIN = {
  "pre code": (code) => code.replaceChildren(code.textContent),
  ".math": (formula) => formula.replaceWith(written(formula)),
  input: (box) => box.replaceWith(box.checked ? "☑" : "☐"),
  "div, a[href^='#']": (wrapper) => wrapper.replaceWith(...wrapper.childNodes),
  "th, td": (cell) => align(cell),
  "*": (element) => strip(element),
};

// An answer as HTML that other programs understand: without what this page adds and with no look of its own,
// formulas and diagrams as they were written.
export function richText(body) {
  const copy = body.cloneNode(true);
  for (const added of copy.querySelectorAll(ADDED)) added.remove();
  for (const [selector, simplify] of Object.entries(PLAIN)) copy.querySelectorAll(selector).forEach(simplify);
  return copy.innerHTML;
}

function written(formula) {
  const source = formula.querySelector("annotation")?.textContent ?? formula.textContent;
  return formula.matches(".math-display") ? `$$${source.trim()}$$` : `$${source.trim()}$`;
}

function align(cell) {
  if (/^(left|center|right)$/.test(cell.className)) cell.setAttribute("align", cell.className);
}

function strip(element) {
  const kept = KEPT[element.nodeName] ?? [];
  for (const { name } of [...element.attributes]) if (!kept.includes(name)) element.removeAttribute(name);
}
