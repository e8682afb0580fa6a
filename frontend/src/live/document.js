import { patch } from "./patch.js";

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
    let at = 0;
    const next = () => ops[at++];
    while (at < ops.length && ops[at] !== "end") this.#perform(next(), next);
    this.#render();
    for (const node of this.#stale.splice(0)) node.remove();
    return ops[at] === "end" ? ops.slice(at + 1) : null;
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

function nodesAfter(body, count) {
  if (count === 0) return [...body.childNodes];
  const nodes = [...body.childNodes];
  return nodes.slice(nodes.indexOf(body.children[count - 1]) + 1).filter(isElement);
}

function isElement(node) {
  return node.nodeType === Node.ELEMENT_NODE;
}
