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

  #ask() {
    if (this.inputTarget.value === this.asked) return;
    this.asked = this.inputTarget.value;
    this.formTarget.requestSubmit();
  }

  #back() {
    return document.activeElement.matches(".hit") ? this.inputTarget : null;
  }

  #beside(step) {
    const stops = [this.inputTarget, ...this.resultsTarget.querySelectorAll(".hit")];
    const at = stops.indexOf(document.activeElement);
    return at < 0 ? null : stops[at + step];
  }
}
