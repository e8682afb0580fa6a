import { Controller } from "@hotwired/stimulus";

import { Draft } from "../drafts.js";

// Ends a temporary chat when its page is left for another; loading it again does not leave it.
export default class extends Controller {
  static values = { url: String, draft: String };

  connect() {
    this.page = location.pathname;
  }

  disconnect() {
    if (location.pathname === this.page) return;
    new Draft(this.draftValue, "sessionStorage").clear();
    if (!this.over) this.#end();
  }

  ended({ target: form, detail: { success } }) {
    if (success && form.action.endsWith(this.urlValue)) this.over = true;
  }

  #end() {
    const token = document.querySelector('meta[name="csrf-token"]').content;
    const headers = { Accept: "text/vnd.turbo-stream.html", "X-CSRFToken": token };
    fetch(this.urlValue, { method: "POST", headers, keepalive: true }).catch(() => {});
  }
}
