const FIRST_DELAY = 500; // ms
const LONGEST_DELAY = 15_000; // ms
const OPENING_LIMIT = 10_000; // ms
const SILENCE_LIMIT = 45_000; // ms; the server pings every 20 s
const DOUBTFUL_SILENCE = 25_000; // ms
const IDLE_LIMIT = 5_000; // ms without anything to watch
const ACKNOWLEDGED_AT_ONCE = 4; // frames, half of what the server has under way at most
const LARGE = 8_000; // characters, and a frame is acknowledged alone
const ACKNOWLEDGEMENT_DELAY = 250; // ms
const SIGNED_OUT = 4401;

// The page's one WebSocket. It carries watches: each states what it wants and the reader's cursor, again
// after every reconnect, and gets the frames of its channel.
export class LiveSocket {
  #connect;
  #onState;
  #onSignedOut;
  #random;
  #socket = null;
  #watches = new Set();
  #byChannel = new Map();
  #channel = 0;
  #received = 0;
  #acknowledged = 0;
  #acknowledging;
  #attempts = 0;
  #heard = 0;
  #state = "closed";
  #suspended = false;
  #refused = false;
  #retry;
  #guard;
  #idle;

  constructor({ connect, onState = () => {}, onSignedOut = () => {}, random = Math.random }) {
    this.#connect = connect;
    this.#onState = onState;
    this.#onSignedOut = onSignedOut;
    this.#random = random;
  }

  get state() {
    return this.#state;
  }

  get refused() {
    return this.#refused;
  }

  get idle() {
    return !this.#watches.size;
  }

  watch(kind, key, { cursor = null, receive, refused = () => {} }) {
    const watch = new Watch(this, { kind, key, cursor, receive, refused });
    this.#watches.add(watch);
    clearTimeout(this.#idle);
    if (this.#state === "open") this.#subscribe(watch);
    else if (this.#state === "closed" && !this.#retry) this.reconnect();
    return watch;
  }

  // Try now: a person asked, the network is back, the page is shown again.
  reconnect() {
    if (this.#suspended || this.#refused || !this.#watches.size) return;
    this.#abandon();
    this.#begin();
  }

  // Nothing can arrive for now (offline, page put away): close, and stay closed until `resume`.
  suspend() {
    this.#suspended = true;
    this.#abandon();
    this.#enter("closed");
  }

  resume() {
    if (!this.#suspended) return;
    this.#suspended = false;
    this.#attempts = 0;
    this.reconnect();
  }

  // The page is looked at again: a timer may have slept, a connection may have died unnoticed.
  check() {
    const silent = Date.now() - this.#heard > DOUBTFUL_SILENCE;
    if (this.#state === "closed" || (this.#state === "open" && silent)) this.reconnect();
  }

  send(message) {
    if (this.#state !== "open") return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  forget(watch) {
    this.#watches.delete(watch);
    this.#unsubscribe(watch);
    if (!this.#watches.size) this.#idle = setTimeout(() => this.#rest(), IDLE_LIMIT);
  }

  restate(watch) {
    this.#unsubscribe(watch);
    this.#subscribe(watch);
  }

  #subscribe(watch) {
    watch.channel = ++this.#channel;
    this.#byChannel.set(watch.channel, watch);
    this.send(["watch", watch.channel, ...watch.statement()]);
  }

  #unsubscribe(watch) {
    if (!this.#byChannel.delete(watch.channel)) return;
    this.send(["drop", watch.channel]);
    watch.channel = null;
  }

  #begin() {
    this.#enter("connecting");
    const socket = this.#connect();
    this.#socket = socket;
    socket.onopen = () => this.#open();
    socket.onmessage = ({ data }) => this.#hear(data);
    socket.onclose = ({ code }) => this.#lose(code);
    this.#watchOver(OPENING_LIMIT);
  }

  #open() {
    this.#received = this.#acknowledged = this.#channel = 0;
    this.#byChannel.clear();
    this.#listened();
    this.#watchOver(SILENCE_LIMIT);
    this.#enter("open");
    for (const watch of [...this.#watches]) this.#subscribe(watch);
  }

  #hear(data) {
    const [head, ...rest] = JSON.parse(data);
    this.#listened();
    if (Number.isInteger(head)) this.#deliver(head, rest, data.length > LARGE);
    else if (head === "ping") this.send(["pong"]);
    else if (head === "refused") this.#byChannel.get(rest[0])?.refused();
    else if (head === "signed-out") this.#leave();
  }

  #deliver(channel, frame, isLarge) {
    this.#attempts = 0;
    const socket = this.#socket;
    try {
      this.#byChannel.get(channel)?.receive(frame);
    } catch (error) {
      reportError(error);
    }
    if (socket !== this.#socket) return;
    this.#received += 1;
    const waiting = this.#received - this.#acknowledged;
    if (isLarge || waiting === ACKNOWLEDGED_AT_ONCE) this.#acknowledge();
    else if (waiting === 1)
      this.#acknowledging = setTimeout(() => this.#acknowledge(), ACKNOWLEDGEMENT_DELAY);
  }

  #acknowledge() {
    clearTimeout(this.#acknowledging);
    this.#acknowledged = this.#received;
    this.send(["ack", this.#received]);
  }

  #listened() {
    this.#heard = Date.now();
  }

  // One timer for many messages: it looks when the last of them came.
  #watchOver(limit) {
    clearTimeout(this.#guard);
    this.#guard = setTimeout(() => this.#doubt(), limit);
  }

  #doubt() {
    const left = this.#heard + SILENCE_LIMIT - Date.now();
    if (this.#state === "open" && left > 0) this.#watchOver(left);
    else this.#lose();
  }

  #lose(code) {
    this.#abandon();
    if (code === SIGNED_OUT) return this.#leave();
    this.#refused = code >= 4000 && code < 5000;
    this.#enter("closed");
    if (!this.#refused && this.#watches.size) this.#retryLater();
  }

  #retryLater() {
    const ceiling = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.#attempts++);
    this.#retry = setTimeout(() => this.reconnect(), ceiling * (0.5 + this.#random() / 2));
  }

  #leave() {
    this.#refused = true;
    this.#abandon();
    this.#enter("closed");
    this.#onSignedOut();
  }

  #rest() {
    if (this.#watches.size) return;
    this.#abandon();
    this.#enter("closed");
  }

  #abandon() {
    clearTimeout(this.#retry);
    clearTimeout(this.#guard);
    clearTimeout(this.#acknowledging);
    this.#retry = null;
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #enter(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.#onState(state);
  }
}

class Watch {
  #socket;
  #wish;
  channel = null;

  constructor(socket, wish) {
    this.#socket = socket;
    this.#wish = wish;
  }

  statement() {
    const { kind, key, cursor } = this.#wish;
    return cursor ? [kind, key, cursor()] : [kind, key];
  }

  receive(frame) {
    this.#wish.receive(frame);
  }

  refused() {
    this.#wish.refused();
  }

  resync() {
    this.#socket.restate(this);
  }

  stop() {
    return this.channel !== null && this.#socket.send(["stop", this.channel]);
  }

  drop() {
    this.#socket.forget(this);
  }
}
