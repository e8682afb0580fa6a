import { Controller } from "@hotwired/stimulus";
import { visit } from "@hotwired/turbo";

import { advance } from "../live/advance.js";
import { socket } from "../live/page.js";
import { streamsOf } from "../live/streams.js";

// The log of one chat: keeps it at the version that the server has.
export default class extends Controller {
  static values = { id: String };
  static targets = ["log", "title", "model"];

  logTargetConnected() {
    if (!document.documentElement.hasAttribute("data-turbo-preview")) this.#watch();
  }

  logTargetDisconnected() {
    this.#drop();
  }

  // Another branch begins above what is shown here.
  turned() {
    visit(location.href, { action: "replace" });
  }

  resync() {
    this.watch?.resync();
  }

  // Every form states the version that the page shows, and a retry the model that is chosen now.
  stamp({ target: form, formData }) {
    if (!this.hasLogTarget) return;
    formData.set("version", this.logTarget.dataset.version);
    if ("retry" in form.dataset) formData.set("model", this.modelTarget.value);
  }

  // A deleted chat would tell its own page to load again, and there is none any more.
  leaving() {
    this.#drop();
  }

  left({ detail: { success } }) {
    if (success) visit("/");
    else this.#watch();
  }

  advanced({ detail: { title, archived } }) {
    this.element.toggleAttribute("data-archived", archived);
    if (!title) return;
    for (const element of this.titleTargets) show(element, title);
    document.title = `${title} · Palaver`;
  }

  #watch() {
    this.watch = socket.watch("chat", this.idValue, {
      cursor: () => Number(this.logTarget.dataset.version),
      receive: ([html]) => this.#receive(html),
    });
  }

  #drop() {
    this.watch?.drop();
    this.watch = null;
  }

  // Not by way of Turbo, which waits for an animation frame and so may mix up the order.
  #receive(html) {
    for (const stream of [...streamsOf(html).children]) {
      if (stream.getAttribute("action") !== "advance") document.documentElement.append(stream);
      else if (!advance(stream)) return this.watch.resync();
    }
  }
}

function show(element, title) {
  if ("value" in element) element.value = title;
  else element.textContent = title;
}
