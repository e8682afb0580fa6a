import { Controller } from "@hotwired/stimulus";

const STATES = ["data-archived", "data-running", "data-status", "hidden"];
const USABLE = "a[href], button:enabled, summary";
const MESSAGE_BOX = "[data-command=message]";

// Whoever goes by the keyboard keeps their place when what has the focus is replaced or taken away: the focus
// goes to what stands there now, or else to the message box.
export default class extends Controller {
  connect() {
    this.changes = new MutationObserver(() => this.#look());
    this.changes.observe(this.element, { attributeFilter: STATES, childList: true, subtree: true });
  }

  disconnect() {
    this.changes.disconnect();
  }

  note({ target }) {
    const place = target.closest("[data-parent], .waiting__item");
    this.last = target.matches(":focus-visible") ? { target, place } : null;
  }

  // Whether it left of its own accord shows only once the script has run that may have taken away what had it.
  leave({ target }) {
    queueMicrotask(() => {
      if (this.last?.target === target && isUsable(target)) this.last = null;
    });
  }

  // Browsers take the focus from what is no longer drawn only when they draw.
  #look() {
    if (!this.last || this.waits) return;
    this.waits = requestAnimationFrame(() => {
      this.waits = null;
      if (this.last && document.activeElement === document.body) this.#go();
    });
  }

  #go() {
    const { target, place } = this.last;
    if (isUsable(target)) return;
    const next = place && successor(target, now(place));
    (next ?? this.element.querySelector(MESSAGE_BOX)).focus();
  }
}

// A message of the same place in the conversation, if the branch is another.
function now(place) {
  if (place.isConnected) return place;
  const others = document.querySelectorAll(`[data-parent="${place.dataset.parent}"]`);
  return document.getElementById(place.id) ?? others[0];
}

function successor(target, place) {
  const choices = [...(place?.querySelectorAll(USABLE) ?? [])].filter((it) => it.checkVisibility());
  return (
    choices.find((it) => nameOf(it) === nameOf(target)) ??
    choices.find((it) => it.closest(target.closest(".siblings") ? ".siblings" : ".waiting__item")) ??
    (target.closest("form.edit") && choices.find((it) => it.dataset.command === "edit"))
  );
}

function isUsable(element) {
  return element.isConnected && !element.disabled && element.checkVisibility();
}

function nameOf(element) {
  return element.ariaLabel ?? element.textContent.trim();
}
