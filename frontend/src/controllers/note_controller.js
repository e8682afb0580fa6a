import { Controller } from "@hotwired/stimulus";

// What has just appeared is also said, since the focus stays where it was.
export default class extends Controller {
  static targets = ["text"];

  connect() {
    this.dispatch("shown", { detail: { text: this.textTarget.textContent } });
  }
}
