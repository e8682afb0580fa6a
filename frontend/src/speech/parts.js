import { words } from "../words.js";

const BLOCKS = "p, ul, ol, li, blockquote, table, thead, tbody, tr, h1, h2, h3, h4, h5, h6, hr, div";
const UNSAID = ".code__bar, button, input, sup, svg";

// What is said of a block, each part with a pause after it: a paragraph, an item of a list, a row of a table.
// Of code only that it is there.
export function partsOf(block) {
  if (block.matches(".code")) return [words.codeBlock];
  if (block.matches("tr"))
    return [[...block.children].map(textOf).filter(Boolean).join(", ")].filter(Boolean);
  if (block.matches("ul, ol, blockquote, .scroll, table, thead, tbody, li, div")) return partsWithin(block);
  return [textOf(block)].filter(Boolean);
}

function partsWithin(block) {
  const parts = [];
  let line = document.createElement("span");
  for (const node of block.childNodes) {
    if (isBlock(node)) {
      parts.push(textOf(line), ...partsOf(node));
      line = document.createElement("span");
    } else line.append(node.cloneNode(true));
  }
  return [...parts, textOf(line)].filter(Boolean);
}

function isBlock(node) {
  return node.nodeType === Node.ELEMENT_NODE && node.matches(BLOCKS);
}

function textOf(element) {
  const copy = element.cloneNode(true);
  for (const unsaid of copy.querySelectorAll(UNSAID)) unsaid.remove();
  for (const formula of copy.querySelectorAll(".math")) formula.replaceWith(` ${words.formula} `);
  return copy.textContent.replace(/\s+/g, " ").trim();
}
