// <turbo-stream-from signed-stream-name="…" src="/ws/turbo/"> listens while the page shows it.
// Load Turbo too: it defines <turbo-stream>. Events, which bubble: "turbo-stream-from:subscribed"
// (its detail.again is true after a reconnection: what was broadcast meanwhile is lost, so fetch
// it) and "turbo-stream-from:refused". The attribute "connected" shows the state.

const FIRST_DELAY = 500; // milliseconds
const LONGEST_DELAY = 30_000;
const SILENCE = 45_000; // the server pings every 20 seconds
const IDLE = 5_000; // a Turbo visit removes one page's elements before it adds the next one's

class Connection {
  static #all = new Map();

  static for(src) {
    const url = new URL(src, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    if (!this.#all.has(url.href))
      this.#all.set(url.href, new Connection(url.href));
    return this.#all.get(url.href);
  }

  #url;
  #socket = null;
  #elements = new Map();
  #lastKey = 0;
  #failures = 0;
  #refused = false;
  #timer = null;
  #silence = null;
  #rendered = Promise.resolve();

  constructor(url) {
    this.#url = url;
    addEventListener("online", () => this.#hurry());
    addEventListener("pageshow", () => this.#hurry());
    addEventListener("pagehide", () => this.#close());
  }

  add(element) {
    const key = String(++this.#lastKey);
    this.#elements.set(key, element);
    if (this.#isOpen) this.#subscribe(key, element);
    else this.#hurry();
    return key;
  }

  delete(key) {
    this.#elements.delete(key);
    if (this.#isOpen) this.#send("unsubscribe", key);
    if (this.#elements.size === 0)
      this.#after(IDLE, () => this.#elements.size || this.#close());
  }

  get #isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  #hurry() {
    if (this.#socket || this.#refused || this.#elements.size === 0) return;
    clearTimeout(this.#timer);
    this.#open();
  }

  #open() {
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    this.#listen();
    socket.addEventListener("open", () => {
      for (const [key, element] of this.#elements)
        this.#subscribe(key, element);
    });
    socket.addEventListener("message", ({ data }) => {
      if (socket === this.#socket) this.#receive(JSON.parse(data));
    });
    socket.addEventListener("close", ({ code }) => {
      if (socket === this.#socket) this.#lost(code);
    });
  }

  #receive([type, key, html]) {
    this.#listen();
    if (type !== "ping") this.#failures = 0;
    if (type === "subscribed") this.#elements.get(key)?.subscribed();
    if (type === "refused") this.#elements.get(key)?.refused();
    if (type === "stream") this.#apply(html, this.#socket);
  }

  // One after the other: Turbo waits for a frame or a timer, and would mix the order of several.
  #apply(html, socket) {
    this.#rendered = this.#rendered.then(async () => {
      await render(html);
      if (socket === this.#socket && this.#isOpen) this.#send("ack");
    });
  }

  #lost(code) {
    this.#forget();
    this.#refused = code >= 4000;
    if (this.#refused || this.#elements.size === 0) return;
    const limit = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.#failures++);
    this.#after(limit * (0.5 + Math.random() / 2), () => this.#hurry());
  }

  // A dead connection's own close event may take minutes, so nobody waits for it.
  #listen() {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      this.#socket?.close();
      this.#lost(1006);
    }, SILENCE);
  }

  #close() {
    this.#socket?.close();
    this.#forget();
  }

  #forget() {
    clearTimeout(this.#silence);
    this.#socket = null;
    for (const element of this.#elements.values()) element.disconnected();
  }

  #after(delay, action) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(action, delay);
  }

  #subscribe(key, element) {
    this.#send("subscribe", key, element.getAttribute("signed-stream-name"));
  }

  #send(...frame) {
    this.#socket.send(JSON.stringify(frame));
  }
}

async function render(html) {
  await customElements.whenDefined("turbo-stream");
  const parsed = document.createElement("template");
  parsed.innerHTML = html;
  for (const stream of document
    .importNode(parsed.content, true)
    .querySelectorAll("turbo-stream")) {
    document.documentElement.append(stream);
    await stream.render().catch(() => {}); // the element itself reports its error
  }
}

class StreamFromElement extends HTMLElement {
  static observedAttributes = ["signed-stream-name", "src"];

  #connection = null;
  #key = null;
  #before = false;

  connectedCallback() {
    this.#connection = Connection.for(this.getAttribute("src") ?? "/ws/turbo/");
    this.#key = this.#connection.add(this);
  }

  disconnectedCallback() {
    this.#connection?.delete(this.#key);
    this.#connection = null;
    this.disconnected();
  }

  attributeChangedCallback() {
    if (this.#connection === null) return;
    this.disconnectedCallback();
    this.connectedCallback();
  }

  subscribed() {
    this.setAttribute("connected", "");
    this.#announce("subscribed", { again: this.#before });
    this.#before = true;
  }

  refused() {
    this.#announce("refused", {});
  }

  disconnected() {
    this.removeAttribute("connected");
  }

  #announce(name, detail) {
    this.dispatchEvent(
      new CustomEvent(`turbo-stream-from:${name}`, { bubbles: true, detail }),
    );
  }
}

if (!customElements.get("turbo-stream-from")) {
  customElements.define("turbo-stream-from", StreamFromElement);
}
