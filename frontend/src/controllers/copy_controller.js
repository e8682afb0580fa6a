import { Controller } from "@hotwired/stimulus";

import { words } from "../words.js";

const SHOWN = 1600; // ms

// Copies the text of a code block, or what a URL answers with.
export default class extends Controller {
  static targets = ["button"];
  static values = { url: String };

  disconnect() {
    clearTimeout(this.timer);
    this.#show("copy");
  }

  async copy(event) {
    event.preventDefault();
    try {
      await write(this.hasUrlValue ? this.#fetch() : Promise.resolve(this.#code));
      this.#done();
    } catch {
      this.dispatch("failed", { detail: { text: words.copyFailed } });
    }
  }

  get #code() {
    return this.element.querySelector("code").textContent;
  }

  async #fetch() {
    const response = await fetch(this.urlValue, { headers: { Accept: "text/plain" } });
    if (!response.ok) throw new Error(response.statusText);
    return response.text();
  }

  #done() {
    this.#show("check");
    this.dispatch("done", { detail: { text: words.copied } });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#show("copy"), SHOWN);
  }

  #show(icon) {
    for (const button of this.buttonTargets) button.querySelector("use").setAttribute("href", `#i-${icon}`);
  }
}

// A clipboard item takes a promise, so that the click still counts when the text has arrived.
async function write(text) {
  if (!navigator.clipboard) return writeByHand(await text);
  const blob = text.then((value) => new Blob([value], { type: "text/plain" }));
  await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
}

// Pages served over plain HTTP to another machine have no clipboard.
function writeByHand(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "hidden-text";
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) throw new Error("The browser refused to copy.");
}
