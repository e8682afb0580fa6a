import { Controller } from "@hotwired/stimulus";
import { navigator, visit } from "@hotwired/turbo";

const PATIENCE = 100; // ms
const KEPT = [
  ["[type=checkbox]", ["checked", "hidden"]],
  ["input:not([type=checkbox], [type=hidden])", ["value"]],
  ["option", ["selected"]],
];

// A page of chats of which some are selected; it is read again when what it lists has changed.
export default class extends Controller {
  static targets = ["stale", "form", "rows", "one", "all", "count", "everything"];

  connect() {
    for (const box of this.allTargets) box.hidden = false;
    this.count();
  }

  staleTargetConnected(mark) {
    mark.remove();
    this.#refreshSoon();
  }

  disconnect() {
    clearTimeout(this.refreshing);
  }

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
    const chosen = this.#chosen;
    this.#say(chosen);
    for (const act of this.element.querySelectorAll("[name=act]")) act.setAttribute("aria-disabled", !chosen);
    for (const box of this.allTargets) {
      box.checked = chosen > 0 && chosen >= this.oneTargets.length;
      box.indeterminate = chosen > 0 && !box.checked;
    }
  }

  countLater() {
    this.counting ??= Promise.resolve().then(() => this.count());
  }

  // What is selected, chosen or typed stays so while the page is read again.
  keep(event) {
    const { attributeName } = event.detail;
    if (KEPT.some(([of, names]) => event.target.matches(of) && names.includes(attributeName)))
      event.preventDefault();
  }

  // Nothing is done with no chat.
  hold(event) {
    if (!this.#chosen) event.preventDefault();
  }

  done({ detail: { success } }) {
    if (success && this.hasFormTarget) this.formTarget.reset();
    this.count();
  }

  #say(chosen) {
    const { none, some } = this.hasCountTarget ? this.countTarget.dataset : {};
    if (some) this.countTarget.textContent = chosen ? some.replace("#", chosen) : none;
  }

  #refreshSoon() {
    clearTimeout(this.refreshing);
    this.refreshing = setTimeout(() => this.#refresh(), PATIENCE);
  }

  // Not while a form or another page is on its way, which this would stop, as Turbo's own refresh does.
  #refresh() {
    if (navigator.currentVisit || document.querySelector("form[aria-busy]")) return this.#refreshSoon();
    this.hadFocus = this.element.contains(document.activeElement);
    visit(location.href, { action: "replace", shouldCacheSnapshot: false });
  }

  get #chosen() {
    return this.#everything ?? this.oneTargets.filter(({ checked }) => checked).length;
  }

  get #everything() {
    const [box] = this.everythingTargets;
    return box?.checked ? Number(box.dataset.total) : null;
  }
}
