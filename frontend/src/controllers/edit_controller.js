import { Controller } from "@hotwired/stimulus";

// A question that is being edited: Ctrl+Enter sends, Escape gives up.
export default class extends Controller {
  static targets = ["text", "cancel"];

  connect() {
    const end = this.textTarget.value.length;
    this.textTarget.focus();
    this.textTarget.setSelectionRange(end, end);
  }

  key(event) {
    if (event.isComposing) return;
    if (event.key === "Escape") this.#do(event, () => this.cancelTarget.click());
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey))
      this.#do(event, () => this.element.requestSubmit());
  }

  #do(event, action) {
    event.preventDefault();
    event.stopPropagation();
    action();
  }
}
