import { socket } from "./page.js";

const GRACE = 1000; // ms; Turbo takes permanent elements out and puts them back during a visit

// <turbo-stream-from signed-stream-name="…">: hands what is broadcast under that name to Turbo.
export class StreamFromElement extends HTMLElement {
  #watch = null;
  #leaving;

  connectedCallback() {
    clearTimeout(this.#leaving);
    this.#watch ??= socket.watch("stream", this.getAttribute("signed-stream-name"), {
      receive: ([html]) => renderStreams(html),
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

// Not by Turbo's renderStreamMessage(), which gives the focus back, a frame later, to what had it before: also
// to take it from where the reader has gone meanwhile.
function renderStreams(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  document.documentElement.append(document.importNode(template.content, true));
}
