import { Controller } from "@hotwired/stimulus";

import { advance } from "../live/advance.js";
import { socket } from "../live/page.js";

// The log of one chat: keeps it at the version that the server has.
export default class extends Controller {
  static values = { id: String };
  static targets = ["log", "title"];

  logTargetConnected(log) {
    if (document.documentElement.hasAttribute("data-turbo-preview")) return;
    this.watch = socket.watch("chat", this.idValue, {
      cursor: () => log.dataset.version,
      receive: ([html]) => this.#receive(html),
      refused: () => this.dispatch("refused"),
    });
  }

  logTargetDisconnected() {
    this.watch?.drop();
    this.watch = null;
  }

  advanced({ detail: { title } }) {
    if (!title) return;
    for (const element of this.titleTargets) show(element, title);
    document.title = `${title} · Palaver`;
  }

  #receive(html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    for (const stream of template.content.children) {
      if (!advance(document.importNode(stream, true))) return this.watch.resync();
    }
  }
}

function show(element, title) {
  if ("value" in element) element.value = title;
  else element.textContent = title;
}
