import { Controller } from "@hotwired/stimulus";
import { visit } from "@hotwired/turbo";

const NEAR = 48; // px
const UNREAD = ".later:not(:has([data-parent]))";

// The view follows the answer while the reader is at the end, and never pulls at one who is not, or who edits.
export default class extends Controller {
  static targets = ["log", "jump"];

  // Sizes tell of growth when the layout is known anyway; to ask for it after each change would cost more
  // than the change.
  logTargetConnected(log) {
    this.log = log;
    this.atEnd = !this.#showWanted();
    this.top = log.scrollTop;
    this.sizes = new ResizeObserver(() => this.#grown());
    for (const element of [log, ...log.children]) this.sizes.observe(element);
    this.messages = new MutationObserver((changes) => this.#changed(changes));
    this.messages.observe(log, { childList: true });
    log.addEventListener("scroll", this.scrolled, { passive: true });
    this.#grown();
  }

  logTargetDisconnected(log) {
    log.removeEventListener("scroll", this.scrolled);
    this.messages.disconnect();
    this.sizes.disconnect();
  }

  jumpTargetConnected(button) {
    this.button = button;
    if (this.log) this.#offer();
  }

  // Growth never moves the view up: whoever goes up, does so on purpose.
  scrolled = () => {
    const { scrollTop } = this.log;
    if (this.#isAtEnd) this.atEnd = true;
    else if (scrollTop < this.top) this.atEnd = false;
    this.top = scrollTop;
    this.#offer();
  };

  jump() {
    if (this.log.querySelector(UNREAD)) return visit(location.pathname);
    this.atEnd = true;
    this.#grown();
  }

  // Earlier messages arrive above: what is read stays where it is. Heights say nothing of that, since what
  // is far from the screen has an assumed one.
  hold() {
    const top = topOf(this.log);
    const items = [...this.log.querySelectorAll("[id]:not(turbo-frame)")];
    const item = items.find((each) => each.getBoundingClientRect().bottom > top);
    this.held = item && { item, top: topOf(item) };
  }

  release() {
    this.#grown();
    this.held = null;
  }

  get #isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.log;
    return scrollHeight - scrollTop - clientHeight < NEAR && !this.log.querySelector(UNREAD);
  }

  get #isEditing() {
    return Boolean(document.activeElement?.closest(".edit"));
  }

  // The message that the address asks for, if it is here.
  #showWanted() {
    const wanted = new URLSearchParams(location.search).get("message");
    const message = wanted && document.getElementById(`message_${wanted}`);
    if (!message) return false;
    message.dataset.found = "";
    message.scrollIntoView();
    // What is near it has its true height only once it has been drawn.
    requestAnimationFrame(() => requestAnimationFrame(() => message.scrollIntoView()));
    return true;
  }

  #changed(changes) {
    const added = changes.flatMap(({ addedNodes }) => [...addedNodes]);
    for (const element of added.filter(isElement)) this.sizes.observe(element);
    this.#grown();
  }

  #grown() {
    if (this.atEnd && !this.#isEditing) this.#follow();
    else this.#keep();
    this.#offer();
  }

  // What is far from the screen may turn out to be smaller than was assumed: that is not the reader.
  #follow() {
    this.log.scrollTop = this.log.scrollHeight;
    this.top = this.log.scrollTop;
  }

  #keep() {
    if (this.held) this.log.scrollTop += topOf(this.held.item) - this.held.top;
  }

  #offer() {
    const hidden = this.atEnd || this.#isAtEnd;
    if (this.button && this.button.hidden !== hidden) this.button.hidden = hidden;
  }
}

function isElement(node) {
  return node.nodeType === Node.ELEMENT_NODE;
}

function topOf(element) {
  return element.getBoundingClientRect().top;
}
