import "katex/dist/katex.min.css";
import katex from "katex";

const LIMITS = { trust: false, maxSize: 30, maxExpand: 500 };

export function typeset(formula) {
  if ("done" in formula.dataset) return;
  const source = formula.textContent;
  const displayMode = formula.classList.contains("math-display");
  formula.dataset.done = "";
  try {
    katex.render(source, formula, { ...LIMITS, displayMode, strict: "ignore", throwOnError: true });
  } catch {
    formula.textContent = source;
    formula.dataset.done = "failed";
  }
}
