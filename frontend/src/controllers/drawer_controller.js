import { Controller } from "@hotwired/stimulus";

// On a narrow screen the list of chats slides in over the page.
export default class extends Controller {
  static targets = ["panel", "opener", "page"];

  openerTargetConnected(opener) {
    opener.setAttribute("role", "button");
    opener.setAttribute("aria-expanded", "false");
  }

  open(event) {
    event.preventDefault();
    this.#set("open");
    this.panelTarget.querySelector("a, button:not([hidden])")?.focus();
  }

  close() {
    if (this.element.dataset.drawer !== "open") return;
    this.#set("closed");
    this.openerTarget.focus();
  }

  reset() {
    this.#set("closed");
  }

  #set(state) {
    this.element.dataset.drawer = state;
    this.pageTarget.inert = state === "open";
    this.openerTarget.setAttribute("aria-expanded", String(state === "open"));
  }
}
