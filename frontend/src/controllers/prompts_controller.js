import { Controller } from "@hotwired/stimulus";

import { commandIn } from "../prompts/command.js";

const CHOOSES = ["Enter", "Tab"];
const ELSEWHERE = ["ArrowLeft", "ArrowRight", "Home", "End"];

// The library of prompts, which a "/" at the start of a line opens above the message box. What it needs is
// loaded then; a key that is pressed before that waits for it.
export default class extends Controller {
  static targets = ["panel", "list", "status"];
  static values = { url: String, found: String, lost: String, blanks: String };

  initialize() {
    this.blanks = null;
  }

  disconnect() {
    this.close();
  }

  look({ target, isComposing }) {
    if (target !== this.box || isComposing || this.inserting) return;
    this.command = commandIn(target);
    this.waiting = null;
    if (!this.command) this.close();
    else if (!this.#isDismissed) this.#seek();
  }

  key(event) {
    if (event.target !== this.box || isComposed(event)) return;
    if ((isPlain(event) && this.#takes(event.key)) || this.#goesOn(event)) swallow(event);
  }

  pressed(event) {
    const option = this.listTarget.contains(event.target) && event.target.closest("[role=option]");
    if (!option) return this.element.contains(event.target) || this.close();
    event.preventDefault(); // the focus stays in the box
    this.#insert(option);
  }

  left({ target }) {
    if (target === this.box) this.close();
  }

  close() {
    this.seeking = this.waiting = null;
    this.dismissed = null;
    this.choices?.close();
  }

  get composer() {
    return this.element.closest(".composer");
  }

  get box() {
    return this.composer.querySelector("#text");
  }

  // Escape holds for as long as nothing but more is typed.
  get #isDismissed() {
    const { start, typed } = this.dismissed ?? {};
    return start === this.command.start && this.command.typed.startsWith(typed);
  }

  get #isOpen() {
    return Boolean(this.choices?.isOpen);
  }

  // Whether the key is for the list, which then does what it says.
  #takes(key) {
    if (this.inserting) return CHOOSES.includes(key);
    if (!this.seeking && !this.#isOpen) return false;
    if (CHOOSES.includes(key)) this.#choose(key);
    else if (key === "Escape") this.#dismiss();
    else return this.#moves(key);
    return true;
  }

  #choose(key) {
    if (this.seeking) this.waiting = key;
    else this.#insert(this.choices.current);
  }

  #moves(key) {
    const step = this.#isOpen && { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step) this.choices.move(step);
    else if (ELSEWHERE.includes(key)) this.close();
    return Boolean(step);
  }

  // Whether there is another gap to go to.
  #goesOn({ key, shiftKey }) {
    if (key !== "Tab") return false;
    if (!this.blanks?.select(this.box, shiftKey)) this.blanks = null;
    return this.blanks !== null;
  }

  #dismiss() {
    this.close();
    this.dismissed = this.command;
  }

  async #seek() {
    this.dismissed = null;
    const seeking = (this.seeking = this.command);
    const found = await this.#offered(seeking);
    if (this.seeking !== seeking) return;
    this.seeking = null;
    if (found) this.#say(this.foundValue.replace("%s", found));
    if (this.waiting) this.#release();
  }

  // How many there are. What is imported several times does not arrive in the order of the imports.
  async #offered(command) {
    try {
      const { Choices } = await import("../prompts/choices.js");
      if (this.seeking !== command) return 0;
      this.choices ??= new Choices(this.box, this.panelTarget, this.listTarget);
      return await this.choices.show(`${this.urlValue}?q=${encodeURIComponent(command.typed)}`);
    } catch {
      return 0; // the network is away: what is typed is a message like any other
    }
  }

  #release() {
    const key = this.waiting;
    this.waiting = null;
    if (this.#isOpen) this.#insert(this.choices.current);
    else this.box.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  }

  async #insert({ dataset: { url } }) {
    this.close();
    this.inserting = true;
    try {
      const { insert } = await import("../prompts/insert.js");
      this.blanks = await insert(this.box, this.command, url);
      this.#say(this.blanks ? this.blanksValue : "");
    } catch {
      this.composer.querySelector(".composer__error").textContent = this.lostValue;
    }
    this.inserting = false;
  }

  #say(text) {
    this.statusTarget.textContent = text;
  }
}

function isComposed({ isComposing, keyCode }) {
  return isComposing || keyCode === 229;
}

function isPlain({ shiftKey, altKey, ctrlKey, metaKey }) {
  return !shiftKey && !altKey && !ctrlKey && !metaKey;
}

function swallow(event) {
  event.preventDefault();
  event.stopPropagation();
}
