import { JSDOM } from "jsdom";

export const { window } = new JSDOM("<!doctype html><body></body>");
globalThis.Node = window.Node;
export const { document } = window;

export function element(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return document.body.appendChild(template.content.firstElementChild);
}
