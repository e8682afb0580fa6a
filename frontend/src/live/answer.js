import { enrich } from "../enrich/index.js";
import { LiveDocument, Mismatch } from "./document.js";
import { socket } from "./page.js";

const LIVE = new Set(["queued", "running"]);

// <palaver-answer message="…" cursor="…">: shows one answer, and follows it while it runs.
export class AnswerElement extends HTMLElement {
  #watch = null;
  #document = null;
  #full = null; // the cursor that short frames count on from
  #steps = null; // short frames since
  #step = null; // where the last of them led to

  connectedCallback() {
    if (document.documentElement.hasAttribute("data-turbo-preview")) return;
    if (this.live) this.#follow();
    else this.#settle();
  }

  disconnectedCallback() {
    this.#watch?.drop();
    this.#watch = null;
  }

  get article() {
    return this.closest("article");
  }

  get live() {
    return LIVE.has(this.article?.dataset.status);
  }

  // The attribute names the last whole cursor: what it stands for is a beginning of what is shown.
  get cursor() {
    return this.#step === null ? (this.getAttribute("cursor") ?? "") : `${this.#full}+${this.#step}`;
  }

  stop() {
    return this.#watch?.stop() ?? false;
  }

  restate() {
    this.#watch?.resync();
  }

  #follow() {
    this.#document = new LiveDocument(this.#part("body"), {
      onFinished: (block, { fresh }) => this.#finished(block, fresh),
    });
    this.#watch = socket.watch("answer", this.getAttribute("message"), {
      cursor: () => this.cursor,
      receive: (frame) => this.#receive(frame),
    });
  }

  #settle() {
    for (const block of this.#part("body").children) enrich(block);
  }

  #receive(frame) {
    return Number.isInteger(frame[0]) ? this.#walk(...frame) : this.#leap(...frame);
  }

  // Many times a second, so no attribute changes: every observer of the page would be told.
  #walk(number, to, ...ops) {
    if (number !== this.#steps) return this.#watch.resync();
    const end = this.#show(ops);
    if (end === undefined) return;
    this.#steps += 1;
    this.#step = to;
    if (end) this.#end(end);
  }

  #leap(from, to, reasoning, ...ops) {
    const anew = from === "";
    if (!anew && from !== this.cursor) return this.#watch.resync();
    const end = this.#show(ops);
    if (end === undefined) return;
    if (anew || reasoning) this.#reason(reasoning, anew);
    this.#full = to;
    this.#stand(to, 0);
    if (end) this.#end(end);
    else this.#run();
  }

  // What follows "end" in the ops, null before the end; undefined where they did not fit.
  #show(ops) {
    try {
      return this.#document.apply(ops);
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
      this.#stand("", null);
      this.#watch.resync();
    }
  }

  #stand(cursor, steps) {
    this.#steps = steps;
    this.#step = null;
    this.setAttribute("cursor", cursor);
  }

  #run() {
    if (this.article.dataset.status === "queued") this.article.dataset.status = "running";
  }

  #reason(text, anew) {
    const part = this.#part("reasoning");
    if (!part) return;
    if (!anew) part.append(text);
    else if (part.textContent !== text) part.textContent = text;
    this.#part("thinking").hidden = !part.firstChild;
  }

  #end([status, notice, thought, ended]) {
    this.#watch.drop();
    this.#watch = null;
    this.#stand(this.cursor, null);
    Object.assign(this.article.dataset, { status, ended });
    this.#part("notice").innerHTML = notice;
    if (!this.#part("thinking").hidden) this.querySelector(".thinking__done").textContent = thought;
    this.dispatchEvent(new CustomEvent("answer:end", { bubbles: true, detail: { status } }));
  }

  #finished(block, fresh) {
    enrich(block);
    if (fresh) this.dispatchEvent(new CustomEvent("answer:block", { bubbles: true, detail: { block } }));
  }

  #part(name) {
    return this.article.querySelector(`[data-part="${name}"]`);
  }
}
