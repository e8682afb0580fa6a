import "./diagram.css";

import mermaid from "mermaid";

import { colours } from "./colours.js";

const READABLE = 520; // px

const root = document.getElementById("diagram");

window.addEventListener("message", ({ source, data }) => {
  if (source === window.parent) draw(data);
});
new ResizeObserver(() => root.firstChild && tellHeight()).observe(root);
tell({ state: "ready" });

async function draw({ source, dark }) {
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  try {
    configure(dark);
    const { svg } = await mermaid.render("drawing", withoutTags(String(source)));
    root.innerHTML = svg;
    keepReadable(root.firstElementChild);
    tellHeight();
  } catch {
    tell({ state: "failed" });
  }
}

function configure(dark) {
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: "strict",
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    suppressErrorRendering: true,
    theme: "base",
    themeVariables: { darkMode: dark, ...colours(root) },
    themeCSS: ".edgeLabel rect { opacity: 1 }",
    fontFamily: "system-ui, sans-serif",
    maxTextSize: 50_000,
    maxEdges: 500,
  });
}

// Mermaid tries labels out as HTML before it cleans them. `<br>` and `<<interface>>` mean something to it.
function withoutTags(source) {
  return source.replace(/(?<!<)<(?!br\s*\/?>)(?=[a-z/!?])/gi, "#lt;");
}

// On a narrow screen a wide drawing scrolls rather than shrinks to nothing.
function keepReadable(drawing) {
  drawing.style.minWidth = `${Math.min(READABLE, drawing.viewBox.baseVal.width)}px`;
}

function tellHeight() {
  tell({ state: "drawn", height: Math.ceil(root.getBoundingClientRect().height) });
}

function tell(message) {
  window.parent.postMessage(message, "*");
}
