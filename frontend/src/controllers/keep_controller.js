import { Controller } from "@hotwired/stimulus";

// Leaves an item as it is while something in it is being edited, whatever a broadcast says of it.
export default class extends Controller {
  static targets = ["details"];

  hold() {
    this.element.toggleAttribute("data-turbo-permanent", this.detailsTarget.open);
  }

  release() {
    this.element.removeAttribute("data-turbo-permanent");
    this.detailsTarget.open = false;
  }
}
