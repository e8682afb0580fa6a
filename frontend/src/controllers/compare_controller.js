import { Controller } from "@hotwired/stimulus";

import { placeAbove } from "../above.js";

// Which further models are asked the next question.
export default class extends Controller {
  static targets = ["button", "count", "model"];

  connect() {
    this.count();
  }

  place({ newState, target }) {
    if (newState === "open") placeAbove(target, this.buttonTarget);
  }

  count() {
    const further = this.modelTargets.filter(({ value }) => value !== "").length;
    this.buttonTarget.setAttribute("aria-pressed", further > 0);
    this.countTarget.textContent = further ? `+${further}` : "";
  }

  reset() {
    for (const model of this.modelTargets) model.value = "";
    this.count();
  }
}
