import { Controller } from "@hotwired/stimulus";

import { placeAbove } from "../above.js";

// What is folded away is read when it is opened, for the model that is chosen then. What was filled in for a
// chat that does not exist yet is carried over.
export default class extends Controller {
  static targets = ["frame", "opener"];
  static values = { url: String };

  connect() {
    this.popover = this.element.closest("[popover]");
    this.popover?.addEventListener("toggle", this.#fold);
  }

  disconnect() {
    this.popover?.removeEventListener("toggle", this.#fold);
  }

  place({ newState, target }) {
    if (newState === "open") placeAbove(target, this.openerTarget);
  }

  load({ newState }) {
    if (newState !== "open") return;
    const model = document.querySelector("[data-chat-target=model]")?.value ?? "";
    const query = new URLSearchParams({ model });
    for (const [name, value] of this.#filledIn()) query.append(name, value);
    this.frameTarget.src = `${this.urlValue}?${query}`;
  }

  close(event) {
    if (event.target.matches("textarea, button")) return;
    event.preventDefault();
    event.currentTarget.hidePopover();
  }

  #fold = ({ newState }) => {
    if (newState === "closed") this.element.open = false;
  };

  #filledIn() {
    const fields = [...this.frameTarget.querySelectorAll("[name]")].filter(({ form }) =>
      form?.contains(this.element),
    );
    return fields
      .filter(({ type, checked }) => type !== "checkbox" || checked)
      .map(({ name, value }) => [name, value]);
  }
}
