import { words } from "../words.js";
import { loaded } from "./loaded.js";

const LONGEST = 60_000; // characters; more would hold the page up

// A bar with the language and a copy button.
export function dress(block) {
  if (block.querySelector(":scope > .code__bar")) return;
  const bar = document.createElement("div");
  bar.className = "code__bar";
  const label = document.createElement("span");
  label.textContent = block.dataset.language ?? "";
  bar.append(label, copyButton());
  block.dataset.controller = "copy";
  block.prepend(bar);
  const pre = block.querySelector("pre");
  pre.tabIndex = 0;
  pre.setAttribute("role", "group");
  pre.setAttribute("aria-label", words.code);
}

export async function highlight(block) {
  const code = block.querySelector("code");
  const { language } = block.dataset;
  if ("done" in block.dataset || !language || code.textContent.length > LONGEST) return;
  const { toHtml } = await loaded(import("./highlighter.js"));
  const html = await toHtml(code.textContent, language);
  if (html === null || "done" in block.dataset) return;
  block.dataset.done = "";
  code.innerHTML = html;
}

function copyButton() {
  const template = document.createElement("template");
  template.innerHTML =
    '<button type="button" class="button button--icon" data-action="copy#copy" data-copy-target="button">' +
    '<svg class="icon" aria-hidden="true"><use href="#i-copy"/></svg></button>';
  const [button] = template.content.children;
  button.setAttribute("aria-label", words.copyCode);
  button.title = words.copyCode;
  return button;
}
