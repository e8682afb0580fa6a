import { socket } from "./page.js";
import { streamsOf } from "./streams.js";

const GRACE = 1000; // ms; Turbo takes permanent elements out and puts them back during a visit

// <turbo-stream-from signed-stream-name="…">: hands what is broadcast under that name to Turbo.
export class StreamFromElement extends HTMLElement {
  #watch = null;
  #leaving;

  connectedCallback() {
    clearTimeout(this.#leaving);
    this.#watch ??= socket.watch("stream", this.getAttribute("signed-stream-name"), {
      receive: ([html]) => document.documentElement.append(streamsOf(html)),
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
