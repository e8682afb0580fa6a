import { Controller } from "@hotwired/stimulus";

import { write } from "../clipboard.js";
import { loaded } from "../enrich/loaded.js";
import { words } from "../words.js";

const SHOWN = 1600; // ms

// Copies the text of a code block, or what a URL answers with; a rich one with the answer's HTML beside it.
export default class extends Controller {
  static targets = ["button"];
  static values = { rich: Boolean, url: String };

  disconnect() {
    clearTimeout(this.timer);
    this.#show("copy");
  }

  async copy(event) {
    event.preventDefault();
    try {
      await write(this.hasUrlValue ? this.#fetch() : Promise.resolve(this.#code), this.#html());
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

  #html() {
    return this.richValue ? this.#richText() : null;
  }

  async #richText() {
    const { richText } = await loaded(import("../rich_text.js"));
    return richText(this.element.closest(".answer").querySelector("[data-part=body]"));
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
