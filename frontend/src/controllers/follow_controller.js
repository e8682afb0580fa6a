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

  // Earlier messages arrive above: what is read stays where it is.
  hold() {
    this.held = this.#distance;
  }

  release() {
    const { scrollHeight, clientHeight } = this.logTarget;
    this.logTarget.scrollTop = scrollHeight - clientHeight - this.held;
  }

  get #distance() {
    const { scrollHeight, scrollTop, clientHeight } = this.logTarget;
    return scrollHeight - scrollTop - clientHeight;
  }

  #grown() {
    if (this.atEnd) this.logTarget.scrollTop = this.logTarget.scrollHeight;
    this.#offer();
  }

  #offer() {
    this.jumpTarget.hidden = this.atEnd || this.#distance < NEAR;
  }
}
