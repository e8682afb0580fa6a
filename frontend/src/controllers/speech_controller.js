import { Controller } from "@hotwired/stimulus";

import { loaded } from "../enrich/loaded.js";
import { words } from "../words.js";

const ICONS = { idle: "sound", reading: "pause", paused: "sound" };

// Reads an answer aloud, with the browser's own voice and only where it has one.
export default class extends Controller {
  static targets = ["toggle", "stop"];

  connect() {
    document.documentElement.toggleAttribute("data-mute", !("speechSynthesis" in window));
  }

  disconnect() {
    this.stop();
  }

  toggleTargetConnected() {
    this.#show();
  }

  toggle() {
    if (!this.reader) this.#begin([...document.querySelectorAll("[role=log] .answer")].at(-1));
    else if (this.reader.paused) this.reader.resume();
    else this.reader.pause();
    this.#show();
  }

  read({ currentTarget: button }) {
    this.#begin(button.closest(".answer"));
  }

  // More of the answer is there, or all of it.
  go() {
    this.reader?.go();
  }

  stop() {
    this.reader?.stop();
    this.reader = null;
    this.#show();
  }

  async #begin(answer) {
    this.stop();
    if (!answer) return;
    try {
      const { Reader } = await loaded(import("../speech/reader.js"));
      this.stop();
      this.reader = new Reader(answer.id, { onEnd: () => this.stop(), onFailure: () => this.#fail() });
      this.reader.go();
      this.#show();
    } catch {
      this.#fail();
    }
  }

  #fail() {
    this.stop();
    this.dispatch("failed", { detail: { text: words.readingFailed } });
  }

  get #state() {
    if (!this.reader) return "idle";
    return this.reader.paused ? "paused" : "reading";
  }

  #show() {
    if (!this.hasToggleTarget) return;
    const { activeElement } = document;
    const toggle = this.toggleTarget;
    toggle.ariaLabel = toggle.title = toggle.dataset[this.#state];
    toggle.querySelector("use").setAttribute("href", `#i-${ICONS[this.#state]}`);
    this.stopTarget.hidden = !this.reader;
    if (activeElement === this.stopTarget && !this.reader) toggle.focus();
  }
}
