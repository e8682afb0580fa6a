import { words } from "../words.js";

const FRAME = "/sandbox/diagram/";
const TALLEST = 4000; // px
const LONGEST = 10_000; // ms for a drawing
const LOOK = 50; // ms between two looks whether it is there

export function isDiagram(block) {
  return block.dataset.language === "mermaid";
}

// Draws in a frame of an opaque origin, under a policy of its own: whatever the drawing contains can reach
// neither the page nor the network. Only its height and its failure come back.
export function draw(block) {
  if (block.querySelector(".diagram")) return;
  const holder = document.createElement("div");
  holder.className = "diagram";
  holder.append(frame());
  block.append(holder);
}

// Resolves when the block is drawn, or cannot be.
export async function drawn(block) {
  draw(block);
  const frame = block.querySelector("iframe");
  for (let waited = 0; waited < LONGEST; waited += LOOK) {
    if (!frame.isConnected || block.dataset.diagram) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
}

// A page that Turbo keeps holds no drawing: a copied frame would be an empty one.
export function erase(root) {
  for (const holder of root.querySelectorAll(".diagram")) {
    delete holder.closest(".code").dataset.diagram;
    holder.remove();
  }
}

export function redraw() {
  for (const { contentWindow } of document.querySelectorAll(".diagram iframe")) ask(contentWindow);
}

window.addEventListener("message", ({ source, data }) => {
  const drawn = [...document.querySelectorAll(".diagram iframe")].find(
    ({ contentWindow }) => contentWindow === source,
  );
  if (drawn) hear(drawn, data);
});

function frame() {
  const element = document.createElement("iframe");
  element.setAttribute("sandbox", "allow-scripts");
  element.title = words.diagram;
  element.src = FRAME;
  element.height = 0;
  return element;
}

function hear(element, { state, height }) {
  const block = element.closest(".code");
  if (state === "ready") ask(element.contentWindow);
  else if (state === "drawn") show(element, block, height);
  else if (state === "failed") element.closest(".diagram").remove();
}

function ask(target) {
  const block = [...document.querySelectorAll(".code:has(> .diagram)")].find(
    (code) => code.querySelector("iframe").contentWindow === target,
  );
  target.postMessage({ source: block.querySelector("code").textContent, dark: isDark() }, "*");
}

function isDark() {
  const { theme } = document.documentElement.dataset;
  return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function show(element, block, height) {
  element.height = Math.min(TALLEST, Math.max(40, Number(height) || 0));
  block.dataset.diagram = "drawn";
}
