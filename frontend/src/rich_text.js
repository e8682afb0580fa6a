const KEPT = { A: ["href"], OL: ["start"], TH: ["align"], TD: ["align"] };

// An answer as HTML that other programs understand: without what this page adds and with no look of its own,
// formulas and diagrams as they were written.
export function richText(body) {
  const copy = body.cloneNode(true);
  for (const added of copy.querySelectorAll(".code__bar, .diagram")) added.remove();
  for (const code of copy.querySelectorAll("pre code")) code.textContent = code.textContent;
  for (const formula of copy.querySelectorAll(".math")) formula.replaceWith(written(formula));
  for (const box of copy.querySelectorAll("input")) box.replaceWith(box.checked ? "☑" : "☐");
  for (const link of copy.querySelectorAll("a[href^='#']")) link.replaceWith(...link.childNodes);
  for (const wrapper of copy.querySelectorAll("div")) wrapper.replaceWith(...wrapper.childNodes);
  for (const cell of copy.querySelectorAll("th, td")) align(cell);
  for (const element of copy.querySelectorAll("*")) strip(element);
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
