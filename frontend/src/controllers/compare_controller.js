import { Controller } from "@hotwired/stimulus";

// Which further models are asked the next question.
export default class extends Controller {
  static targets = ["button", "model"];

  count() {
    this.buttonTarget.setAttribute(
      "aria-pressed",
      this.modelTargets.some(({ value }) => value !== ""),
    );
  }

  reset() {
    for (const model of this.modelTargets) model.value = "";
    this.count();
  }
}
