import { Controller } from "@hotwired/stimulus";

import { Draft, freshId } from "../drafts.js";
import { words } from "../words.js";

const STOP_LIMIT = 1500; // ms until a stop by the socket is repeated by a request

// Where a message is written. The text leaves only when the server has it.
export default class extends Controller {
  static targets = ["form", "text", "clientId", "error", "stop", "waits"];
  static values = { draft: String };

  connect() {
    this.draft = new Draft(
      this.draftValue,
      "temporary" in this.element.dataset ? "sessionStorage" : "localStorage",
    );
    this.formTarget.noValidate = true; // the hint for an empty message is this controller's own
    const { text, sent = null, clientId } = this.draft.read();
    if (text && !this.textTarget.value) this.textTarget.value = text;
    this.sent = sent;
    this.clientIdTarget.value = clientId ?? freshId();
    this.observer = new MutationObserver((changes) => this.#noted(changes));
    if (this.#log)
      this.observer.observe(this.#log, { attributeFilter: ["data-status"], childList: true, subtree: true });
    this.#moved();
    this.grow();
  }

  disconnect() {
    this.observer.disconnect();
    clearTimeout(this.stopping);
  }

  // A message that waits for the answer before it has arrived, too.
  waitsTargetConnected() {
    if (this.observer) this.#moved();
  }

  get busy() {
    return this.formTarget.getAttribute("aria-busy") === "true";
  }

  get running() {
    return this.element.dataset.running === "yes";
  }

  write() {
    this.grow();
    if (!this.busy) this.#reconsider();
    this.#keep();
  }

  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.altKey) return;
    if (event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    if (!this.busy) this.formTarget.requestSubmit();
  }

  submit(event) {
    if (!this.textTarget.value.trim() && !this.formTarget.elements.attachments) this.#refuse(event);
    else if (this.busy) event.preventDefault();
    else this.#reconsider();
  }

  sending() {
    this.formTarget.setAttribute("aria-busy", "true");
    this.sent = this.textTarget.value;
    this.#keep();
  }

  // Only what the server says about this form may replace the page; an error page may not.
  answered(event) {
    const { fetchResponse } = event.detail;
    if (!fetchResponse || event.target !== this.formTarget || this.#isOurs(fetchResponse)) return;
    if (!fetchResponse.succeeded) event.preventDefault();
  }

  finished({ detail: { success, fetchResponse } }) {
    this.formTarget.removeAttribute("aria-busy");
    if (this.sent === null) this.#clearError();
    else if (success && this.#isOurs(fetchResponse)) this.#accepted();
    else if (!isStream(fetchResponse)) this.#fail(fetchResponse);
    this.textTarget.focus();
  }

  again() {
    this.#clearError();
    this.formTarget.requestSubmit();
  }

  start(event) {
    const { text, whole } = event.params;
    event.preventDefault();
    this.textTarget.value = whole ? text : `${text}: `;
    this.textTarget.focus();
    this.textTarget.setSelectionRange(this.textTarget.value.length, this.textTarget.value.length);
    this.write();
  }

  stop(event) {
    const stops = this.#running.map((answer) => answer.querySelector("palaver-answer").stop?.());
    this.stopTarget.setAttribute("aria-disabled", "true");
    if (!stops.length || stops.includes(false)) return;
    event.preventDefault();
    this.stopping = setTimeout(() => this.running && this.stopTarget.form.requestSubmit(), STOP_LIMIT);
  }

  grow() {
    if (CSS.supports("field-sizing", "content")) return;
    this.textTarget.style.blockSize = "auto";
    this.textTarget.style.blockSize = `${this.textTarget.scrollHeight}px`;
  }

  get #log() {
    return this.element.querySelector("[role=log]");
  }

  get #running() {
    const live = ".answer:is([data-status=queued], [data-status=running])";
    return [...this.element.querySelectorAll(live)];
  }

  // Of what is new in the log, the messages count, and not the blocks of one.
  #noted(changes) {
    const log = this.#log;
    if (changes.some(({ type, target }) => type === "attributes" || target === log)) this.#moved();
  }

  #moved() {
    this.#showRunning();
    if (this.sent !== null && this.#hasArrived) this.#accepted();
  }

  // The reply to a message may be lost, or come later than the message itself.
  get #hasArrived() {
    return this.element.querySelector(`[data-client="${this.clientIdTarget.value}"]`) !== null;
  }

  #showRunning() {
    const answer = this.#running.at(-1);
    const wasHere = document.activeElement === this.stopTarget;
    this.element.dataset.running = answer ? "yes" : "no";
    if (answer) this.stopTarget.form.action = answer.dataset.stopUrl;
    else this.#ended(wasHere);
  }

  #ended(wasHere) {
    clearTimeout(this.stopping);
    this.stopTarget.removeAttribute("aria-disabled");
    if (wasHere) this.textTarget.focus();
  }

  #isOurs(response) {
    if (!response?.succeeded) return false;
    const { pathname } = new URL(this.formTarget.action);
    return isStream(response) || response.location.pathname.startsWith(pathname);
  }

  #accepted() {
    this.#clearError();
    const rest = this.textTarget.value;
    this.textTarget.value = rest.startsWith(this.sent) ? rest.slice(this.sent.length) : rest;
    this.#renew();
    this.#keep();
    this.grow();
    this.dispatch("sent");
  }

  #fail(response) {
    const reason = response ? words.sendRefused : words.sendLost;
    this.errorTarget.replaceChildren(reason, this.#againButton());
  }

  #refuse(event) {
    event.preventDefault();
    this.textTarget.value = "";
    this.write();
    this.errorTarget.textContent = words.blank;
    this.textTarget.focus();
  }

  #againButton() {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--line";
    button.dataset.action = `${this.identifier}#again`;
    button.textContent = words.tryAgain;
    return button;
  }

  // Another text than the one that was sent is another message.
  #reconsider() {
    this.#clearError();
    if (this.sent !== null && this.sent !== this.textTarget.value) this.#renew();
  }

  #clearError() {
    this.errorTarget.replaceChildren();
  }

  #renew() {
    this.sent = null;
    this.clientIdTarget.value = freshId();
  }

  #keep() {
    const text = this.textTarget.value;
    const attempt = this.sent === null ? {} : { sent: this.sent, clientId: this.clientIdTarget.value };
    this.draft.write({ text, ...attempt });
  }
}

function isStream(response) {
  return response?.contentType?.includes("turbo-stream") ?? false;
}
