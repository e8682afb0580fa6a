import { Controller } from "@hotwired/stimulus";

// A choice of models that is filled, when it is first wanted, with those of the message box.
export default class extends Controller {
  fill() {
    if (this.element.dataset.filled) return;
    this.element.dataset.filled = "yes";
    const { value } = this.element;
    for (const group of document.querySelectorAll("[data-chat-target=model] > *"))
      this.element.append(group.cloneNode(true));
    this.element.value = value;
  }
}
