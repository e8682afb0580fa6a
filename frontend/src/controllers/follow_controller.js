import { Controller } from "@hotwired/stimulus";

const NEAR = 48; // px

// The view follows the answer while the reader is at the end, and never pulls at one who is not.
export default class extends Controller {
  static targets = ["log", "jump"];

  logTargetConnected(log) {
    this.atEnd = true;
    this.top = 0;
    this.mutations = new MutationObserver(() => this.#grown());
    this.mutations.observe(log, { attributes: true, characterData: true, childList: true, subtree: true });
    this.sizes = new ResizeObserver(() => this.#grown());
    this.sizes.observe(log);
    this.#grown();
  }

  logTargetDisconnected() {
    this.mutations.disconnect();
    this.sizes.disconnect();
  }

  // Growth never moves the view up: whoever goes up, does so on purpose.
  scrolled() {
    const { scrollTop } = this.logTarget;
    if (this.#distance < NEAR) this.atEnd = true;
    else if (scrollTop < this.top) this.atEnd = false;
    this.top = scrollTop;
    this.#offer();
  }

  jump() {
    this.atEnd = true;
    this.#grown();
  }

  // Earlier messages arrive above: what is read stays where it is. Heights say nothing of that, since what
  // is far from the screen has an assumed one.
  hold() {
    const top = topOf(this.logTarget);
    const items = [...this.logTarget.querySelectorAll("[id]:not(turbo-frame)")];
    const item = items.find((each) => each.getBoundingClientRect().bottom > top);
    this.held = item && { item, top: topOf(item) };
  }

  release() {
    this.#keep();
    this.held = null;
  }

  get #distance() {
    const { scrollHeight, scrollTop, clientHeight } = this.logTarget;
    return scrollHeight - scrollTop - clientHeight;
  }

  #grown() {
    if (this.atEnd) this.logTarget.scrollTop = this.logTarget.scrollHeight;
    else this.#keep();
    this.#offer();
  }

  #keep() {
    if (this.held) this.logTarget.scrollTop += topOf(this.held.item) - this.held.top;
  }

  #offer() {
    this.jumpTarget.hidden = this.atEnd || this.#distance < NEAR;
  }
}

function topOf(element) {
  return element.getBoundingClientRect().top;
}
