import { Controller } from "@hotwired/stimulus";

// What is folded away is read when it is opened, for the model that is chosen then. What was filled in for a
// chat that does not exist yet is carried over.
export default class extends Controller {
  static targets = ["frame"];
  static values = { url: String };

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

  #filledIn() {
    const fields = [...this.frameTarget.querySelectorAll("[name]")].filter(({ form }) => form?.contains(this.element));
    return fields.filter(({ type, checked }) => type !== "checkbox" || checked).map(({ name, value }) => [name, value]);
  }
}
