import { Controller } from "@hotwired/stimulus";

// A popover that has done its work goes away.
export default class extends Controller {
  close({ detail: { success } }) {
    if (success && this.element.matches(":popover-open")) this.element.hidePopover();
  }
}
