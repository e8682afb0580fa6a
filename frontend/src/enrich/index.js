import { dress, highlight } from "./code.js";
import { draw, drawn, isDiagram } from "./diagram.js";
import { loaded } from "./loaded.js";
import { whenNear } from "./near.js";

// What the browser adds to a finished block of an answer, inside the block only. Doing it twice is doing
// it once: what is done carries `data-done`.
export function enrich(block) {
  for (const code of within(block, ".code")) enrichCode(code);
  for (const formula of within(block, ".math")) whenNear(formula, typeset);
}

// All that the browser adds, wherever it is on the page; resolves when it is there, or cannot be.
export async function enrichAtOnce(root) {
  const code = [...root.querySelectorAll(".code")].map((block) =>
    isDiagram(block) ? drawn(block) : highlight(block),
  );
  const formulas = [...root.querySelectorAll(".math")].map(typeset);
  await Promise.allSettled([...code, ...formulas, document.fonts.ready]);
}

function enrichCode(code) {
  dress(code);
  whenNear(code, isDiagram(code) ? draw : highlight);
}

async function typeset(formula) {
  const { typeset } = await loaded(import("./math.js"));
  typeset(formula);
}

function within(block, selector) {
  const found = [...block.querySelectorAll(selector)].filter((element) => !("done" in element.dataset));
  if (block.matches(selector) && !("done" in block.dataset)) found.unshift(block);
  return found;
}
