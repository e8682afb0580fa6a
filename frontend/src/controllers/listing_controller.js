import { Controller } from "@hotwired/stimulus";
import { renderStreamMessage } from "@hotwired/turbo";

// A page of chats of which some are selected; it is read again when what it lists has changed.
export default class extends Controller {
  static targets = ["stale", "form", "rows", "one", "all", "count", "everything"];

  connect() {
    for (const box of this.allTargets) box.hidden = false;
    this.count();
  }

  staleTargetConnected(mark) {
    mark.remove();
    if (document.documentElement.ariaBusy)
      document.addEventListener("turbo:load", this.refresh, { once: true });
    else this.refresh();
  }

  // Not while another page is on its way, which a refresh would stop.
  refresh = () => {
    if (!this.element.isConnected) return;
    this.hadFocus = this.element.contains(document.activeElement);
    renderStreamMessage('<turbo-stream action="refresh"></turbo-stream>');
  };

  oneTargetDisconnected() {
    this.countLater();
  }

  all({ target }) {
    for (const one of this.oneTargets) one.checked = target.checked;
    this.count();
  }

  count() {
    this.counting = null;
    if (this.hadFocus && document.activeElement === document.body) this.rowsTarget.focus();
    const chosen = this.#everything ?? this.oneTargets.filter(({ checked }) => checked).length;
    this.#say(chosen);
    for (const box of this.allTargets) {
      box.checked = chosen > 0 && chosen >= this.oneTargets.length;
      box.indeterminate = chosen > 0 && !box.checked;
    }
  }

  countLater() {
    this.counting ??= Promise.resolve().then(() => this.count());
  }

  // What is selected stays so while the page is read again.
  keep(event) {
    if (["checked", "hidden"].includes(event.detail.attributeName) && event.target.type === "checkbox") {
      event.preventDefault();
    }
  }

  done({ detail: { success } }) {
    if (success && this.hasFormTarget) this.formTarget.reset();
    this.count();
  }

  #say(chosen) {
    const { none, some } = this.hasCountTarget ? this.countTarget.dataset : {};
    if (some) this.countTarget.textContent = chosen ? some.replace("#", chosen) : none;
  }

  get #everything() {
    const [box] = this.everythingTargets;
    return box?.checked ? Number(box.dataset.total) : null;
  }
}
