import { Controller } from "@hotwired/stimulus";

import { socket } from "../live/page.js";
import { words } from "../words.js";

const PATIENCE = 5000; // ms

// A quiet banner once the page has been without its connection for a while.
export default class extends Controller {
  static targets = ["text"];

  connect() {
    this.change();
  }

  disconnect() {
    clearTimeout(this.timer);
  }

  change() {
    if (socket.state === "open") this.#hide();
    else this.timer ??= setTimeout(() => this.#show(), socket.refused ? 0 : PATIENCE);
  }

  now() {
    if (socket.refused) location.reload();
    else socket.reconnect();
  }

  #show() {
    if (socket.idle) return;
    this.textTarget.textContent = socket.refused ? words.refused : words.reconnecting;
    this.element.hidden = false;
  }

  #hide() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.element.hidden = true;
  }
}
