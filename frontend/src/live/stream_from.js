import { socket } from "./page.js";
import { streamsOf } from "./streams.js";

const GRACE = 1000; // ms; Turbo takes permanent elements out and puts them back during a visit

// <turbo-stream-from signed-stream-name="…">: hands what is broadcast under that name to Turbo. It says
// "stream:open" whenever it begins to be heard, since what was broadcast before may have been missed, and
// "stream:heard" of what it hears.
export class StreamFromElement extends HTMLElement {
  #watch = null;
  #leaving;

  connectedCallback() {
    clearTimeout(this.#leaving);
    this.#watch ??= socket.watch("stream", this.getAttribute("signed-stream-name"), {
      receive: ([html]) => {
        if (html) document.documentElement.append(streamsOf(html));
        this.dispatchEvent(new CustomEvent(html ? "stream:heard" : "stream:open", { bubbles: true }));
      },
    });
  }

  disconnectedCallback() {
    this.#leaving = setTimeout(() => this.#leave(), GRACE);
  }

  #leave() {
    this.#watch.drop();
    this.#watch = null;
  }
}
