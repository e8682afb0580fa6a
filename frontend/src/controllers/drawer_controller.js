import { Controller } from "@hotwired/stimulus";

const NARROW = matchMedia("(max-width: 52rem)");
const YEAR = 31_536_000; // s

// On a narrow screen the list of chats slides in over the page; on a wide one it can be folded away, and the
// server reads the cookie, so that the first paint has it so.
export default class extends Controller {
  static targets = ["panel", "opener", "page"];

  openerTargetConnected(opener) {
    opener.setAttribute("role", "button");
    this.#tell();
  }

  toggle(event) {
    event.preventDefault();
    if (!NARROW.matches) this.#fold(!this.#folded);
    else if (this.#open) this.close();
    else this.#slideIn();
  }

  close() {
    if (!this.#open) return;
    this.#set("closed");
    this.openerTarget.focus();
  }

  reset() {
    this.#set("closed");
  }

  get #open() {
    return this.element.dataset.drawer === "open";
  }

  get #folded() {
    return "folded" in document.documentElement.dataset;
  }

  #slideIn() {
    this.#set("open");
    this.panelTarget.querySelector("a, button:not([hidden])")?.focus();
  }

  #fold(folded) {
    document.documentElement.toggleAttribute("data-folded", folded);
    document.cookie = `folded=${Number(folded)}; path=/; max-age=${YEAR}; samesite=lax`;
    this.#tell();
  }

  #set(state) {
    this.element.dataset.drawer = state;
    this.pageTarget.inert = state === "open";
    this.#tell();
  }

  #tell() {
    this.openerTarget.setAttribute("aria-expanded", String(NARROW.matches ? this.#open : !this.#folded));
  }
}
