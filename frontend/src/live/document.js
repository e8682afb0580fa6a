import { patch } from "./patch.js";

const CLOSING_TAGS = /^(?:<\/[a-z0-9]+>)*$/;
const PLAIN_TEXT = /^[^<&\0\r]*$/;

// The frame does not fit what is shown: the reader has to state its cursor again.
export class Mismatch extends Error {}

// One answer's body: finished blocks, then at most one open block, whose HTML is the tail. A container
// (list, table, code) stays open while its items finish one by one in its slot.
export class LiveDocument {
  #body;
  #finished;
  #settled = 0;
  #container = null;
  #slot = null;
  #tail = "";
  #tailNodes = [];
  #changed = false;
  #stale = [];

  constructor(body, { onFinished = () => {} } = {}) {
    this.#body = body;
    this.#finished = onFinished;
    this.#tail = body.children.length ? null : "";
  }

  // Returns what follows "end" in the frame's ops, or null while the answer goes on.
  apply(ops) {
    if (ops.length === 2 && this.#grow(...ops)) return null;
    let at = 0;
    const next = () => ops[at++];
    while (at < ops.length && ops[at] !== "end") this.#perform(next(), next);
    this.#render();
    for (const node of this.#stale.splice(0)) node.remove();
    return ops[at] === "end" ? ops.slice(at + 1) : null;
  }

  // Most frames let text grow at the very end, in front of closing tags: nothing has to be parsed.
  #grow(kept, html) {
    if (!(kept <= this.#tail?.length) || !this.#tailNodes.length) return false;
    const closing = this.#tail.slice(kept);
    const text = html.slice(0, html.length - closing.length);
    if (!html.endsWith(closing) || !CLOSING_TAGS.test(closing) || !PLAIN_TEXT.test(text)) return false;
    const end = endOf(this.#tailNodes.at(-1), closing);
    if (!end) return false;
    extend(end, text);
    this.#tail = this.#tail.slice(0, kept) + html;
    return true;
  }

  #perform(op, next) {
    if (typeof op === "number") this.#edit(op, next());
    else if (op === "b") this.#finish();
    else if (op === "o") this.#open();
    else if (op === "x") this.#close();
    else if (op === "r") this.#return(next());
    else throw new Mismatch(`unknown op ${op}`);
  }

  #edit(kept, html) {
    if (this.#tail === null || kept > this.#tail.length) throw new Mismatch("the tail is another");
    this.#tail = this.#tail.slice(0, kept) + html;
    this.#changed = true;
  }

  #finish() {
    const [block] = this.#takeTail();
    if (!this.#slot) this.#settle(block);
  }

  #open() {
    const [container] = this.#takeTail();
    const slot = container?.matches("[data-open]") ? container : container?.querySelector("[data-open]");
    if (!slot || this.#slot) throw new Mismatch("no slot to open");
    this.#container = container;
    this.#slot = slot;
  }

  #close() {
    if (!this.#slot) throw new Mismatch("no container to close");
    this.#takeTail();
    this.#slot.removeAttribute("data-open");
    this.#slot = null;
    this.#settle(this.#container);
    this.#container = null;
  }

  #return(count) {
    if (count > this.#body.children.length) throw new Mismatch("fewer blocks than that");
    this.#container = this.#slot = null;
    this.#tail = "";
    this.#tailNodes = [];
    this.#changed = false;
    this.#stale = nodesAfter(this.#body, count);
    for (const known of [...this.#body.children].slice(this.#settled, count)) {
      this.#finished(known, { fresh: false });
    }
    this.#settled = count;
  }

  #settle(block) {
    this.#settled += 1;
    if (block) this.#finished(block, { fresh: true });
  }

  #takeTail() {
    if (this.#tail === null) throw new Mismatch("the tail is unknown");
    this.#render();
    this.#tail = "";
    return this.#tailNodes.splice(0);
  }

  #render() {
    if (!this.#changed) return;
    this.#changed = false;
    const fresh = this.#parse(this.#tail);
    const parent = this.#slot ?? this.#body;
    if (!this.#slot && !this.#tailNodes.length) this.#tailNodes = this.#stale.splice(0, fresh.length);
    const before = this.#slot ? null : (this.#stale[0] ?? null);
    this.#tailNodes = patch(parent, this.#tailNodes, fresh, before);
  }

  #parse(html) {
    const template = this.#body.ownerDocument.createElement("template");
    template.innerHTML = html;
    const nodes = [...template.content.childNodes];
    return this.#slot?.closest("pre") ? nodes : nodes.filter(isElement);
  }
}

// The text node in front of these closing tags; null where something else is.
function endOf(node, closing) {
  for (const name of closing.split(/\W+/).reverse()) {
    if (name && node?.localName !== name) return null;
    if (name) node = node.lastChild;
  }
  return node?.nodeType === Node.TEXT_NODE ? node : null;
}

// To append makes Chromium collect and shape the whole block's text at once, and again for the next frame if
// that comes before the screen is drawn; to replace leaves it for then, and would take a selection away.
function extend(node, text) {
  const { anchorNode, focusNode } = node.ownerDocument.getSelection();
  if (anchorNode === node || focusNode === node) node.appendData(text);
  else node.data += text;
}

function nodesAfter(body, count) {
  if (count === 0) return [...body.childNodes];
  const nodes = [...body.childNodes];
  return nodes.slice(nodes.indexOf(body.children[count - 1]) + 1).filter(isElement);
}

function isElement(node) {
  return node.nodeType === Node.ELEMENT_NODE;
}
