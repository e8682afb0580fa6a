import { Controller } from "@hotwired/stimulus";

const SHOWN = 6000; // ms
const SHOWN_WITH_UNDO = 12_000; // ms

// A short message that leaves by itself, unless somebody is just reading or using it.
export default class extends Controller {
  connect() {
    this.leave();
  }

  disconnect() {
    clearTimeout(this.timer);
  }

  stay() {
    clearTimeout(this.timer);
  }

  leave() {
    const time = this.element.querySelector("form") ? SHOWN_WITH_UNDO : SHOWN;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.dismiss(), time);
  }

  dismiss() {
    this.element.remove();
  }

  undone({ detail: { success } }) {
    if (success) this.dismiss();
  }
}
