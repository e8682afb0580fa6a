import { Controller } from "@hotwired/stimulus";

const PAUSE = 180; // ms without a key until what is there is looked for
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

// Looks for what is typed while it is typed; the arrows go from the box to what was found, and back.
export default class extends Controller {
  static targets = ["form", "input", "results", "count", "status"];

  connect() {
    this.asked = this.inputTarget.value;
  }

  disconnect() {
    clearTimeout(this.waiting);
  }

  countTargetConnected({ textContent }) {
    this.statusTarget.textContent = textContent;
  }

  type({ isComposing }) {
    clearTimeout(this.waiting);
    if (!isComposing) this.waiting = setTimeout(() => this.#ask(), PAUSE);
  }

  move(event) {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const next = event.key === "Escape" ? this.#back() : this.#beside(STEPS[event.key]);
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  // The results of what was typed last may come when the arrows have left the box already.
  hold() {
    this.at = this.#stops.indexOf(document.activeElement);
  }

  release() {
    if (this.at > 0) (this.#stops[this.at] ?? this.inputTarget).focus();
  }

  get #stops() {
    return [this.inputTarget, ...this.resultsTarget.querySelectorAll(".hit")];
  }

  #ask() {
    if (this.inputTarget.value === this.asked) return;
    this.asked = this.inputTarget.value;
    this.formTarget.requestSubmit();
  }

  #back() {
    return document.activeElement.matches(".hit") ? this.inputTarget : null;
  }

  #beside(step) {
    const at = this.#stops.indexOf(document.activeElement);
    return at < 0 ? null : this.#stops[at + step];
  }
}
