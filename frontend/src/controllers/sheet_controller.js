import { Controller } from "@hotwired/stimulus";

// A dialog around a frame: it opens with what was asked for, and closes once that is done.
export default class extends Controller {
  static outlets = ["chat"];

  open() {
    if (!this.element.open) this.element.showModal();
    this.element.querySelector("[autofocus]")?.focus();
  }

  close() {
    if (this.element.open) this.element.close();
  }

  outside({ target }) {
    if (target === this.element) this.close();
  }

  // A chat that is deleted while it is shown would tell its own page to load again.
  starting({ target: form }) {
    if (this.#leaves(form)) this.chatOutlet.leaving();
  }

  done(event) {
    if (this.#leaves(event.target)) this.chatOutlet.left(event);
    if (event.detail.fetchResponse?.contentType?.includes("turbo-stream")) this.close(); // what it says is a toast
  }

  #leaves(form) {
    return form.dataset.leaves === location.pathname && this.hasChatOutlet;
  }
}
