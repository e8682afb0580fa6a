import { Controller } from "@hotwired/stimulus";

import { loaded } from "../enrich/loaded.js";

const KEYS = new Set(["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Enter"]);

// The command palette. Its script comes when it is first opened; the box takes text at once, and keys wait
// for their turn.
export default class extends Controller {
  static targets = ["dialog", "input", "list", "failed"];

  initialize() {
    this.turn = Promise.resolve();
  }

  open() {
    if (this.dialogTarget.open) return this.close();
    for (const other of document.querySelectorAll("dialog[open]")) other.close();
    this.inputTarget.value = "";
    this.failedTarget.hidden = true;
    this.dialogTarget.showModal();
    this.type();
  }

  close() {
    this.dialogTarget.close();
  }

  outside({ target }) {
    if (target === this.dialogTarget) this.close();
  }

  type() {
    this.#next((palette) => palette.show(this.inputTarget.value.trim()));
  }

  key(event) {
    if (!KEYS.has(event.key) || event.isComposing) return;
    event.preventDefault();
    this.#next((palette) => palette.press(event.key));
  }

  // A link that is to open elsewhere does so by itself.
  choose(event) {
    const option = event.target.closest("[role=option]");
    if (!option || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.#next((palette) => palette.choose(option));
  }

  point({ target }) {
    const option = target.closest("[role=option]");
    if (option) this.#next((palette) => palette.activate(option));
  }

  #next(act) {
    this.turn = this.turn.then(() => this.#act(act));
  }

  async #act(act) {
    try {
      this.palette ??= await this.#load();
      if (this.dialogTarget.open) await act(this.palette);
    } catch {
      this.failedTarget.hidden = false;
    }
  }

  async #load() {
    const { Palette } = await loaded(import("../palette/palette.js"));
    return new Palette(this.dialogTarget, this.inputTarget, this.listTarget, this.failedTarget);
  }
}
