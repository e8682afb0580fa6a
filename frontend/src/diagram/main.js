import "./diagram.css";

import mermaid from "mermaid";

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
    const { svg } = await mermaid.render("drawing", String(source));
    root.innerHTML = svg;
    tellHeight();
  } catch {
    tell({ state: "failed" });
  }
}

function configure(dark) {
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: "strict",
    suppressErrorRendering: true,
    theme: dark ? "dark" : "neutral",
    fontFamily: "system-ui, sans-serif",
    maxTextSize: 50_000,
    maxEdges: 500,
  });
}

function tellHeight() {
  tell({ state: "drawn", height: Math.ceil(root.getBoundingClientRect().height) });
}

function tell(message) {
  window.parent.postMessage(message, "*");
}
