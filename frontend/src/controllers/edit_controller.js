import { Controller } from "@hotwired/stimulus";

import { Draft } from "../drafts.js";

// A question that is being edited: Ctrl+Enter sends, Escape gives up. What was typed is there again when the page
// was left meanwhile, or when another tab has put another version into the question's place.
export default class extends Controller {
  static targets = ["text", "cancel"];

  connect() {
    const [log, question] = ["[role=log]", ".ask"].map((selector) => this.element.closest(selector));
    this.draft = new Draft(`edit:${log?.id}:${question?.dataset.parent}`, "sessionStorage");
    this.textTarget.value = this.draft.read().text || this.textTarget.value;
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

  keep() {
    this.draft.write({ text: this.textTarget.value });
  }

  drop() {
    this.draft.clear();
  }

  ended({ detail: { success } }) {
    if (!success) this.keep();
  }

  #do(event, action) {
    event.preventDefault();
    event.stopPropagation();
    action();
  }
}
