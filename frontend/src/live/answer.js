import { enrich } from "../enrich/index.js";
import { LiveDocument, Mismatch } from "./document.js";
import { socket } from "./page.js";

const LIVE = new Set(["queued", "running"]);

// <palaver-answer message="…" cursor="…">: shows one answer, and follows it while it runs.
export class AnswerElement extends HTMLElement {
  #watch = null;
  #document = null;
  #full = ""; // the cursor that short frames count on from
  #steps = null; // short frames since

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

  get cursor() {
    return this.getAttribute("cursor") ?? "";
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
    return Number.isInteger(frame[0]) ? this.#step(...frame) : this.#leap(...frame);
  }

  #step(number, to, ...ops) {
    if (number !== this.#steps) return this.#watch.resync();
    this.#steps += 1;
    this.#apply(ops, `${this.#full}+${to}`);
  }

  #leap(from, to, reasoning, ...ops) {
    if (from !== "" && from !== this.cursor) return this.#watch.resync();
    this.#steps = 0;
    this.#full = to;
    this.#apply(ops, to, reasoning, from === "");
  }

  #apply(ops, to, reasoning = "", anew = false) {
    let end;
    try {
      end = this.#document.apply(ops);
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
      return this.#startOver();
    }
    this.#reason(reasoning, anew);
    this.setAttribute("cursor", to);
    if (end) this.#end(end);
    else this.#run();
  }

  #startOver() {
    this.setAttribute("cursor", "");
    this.#watch.resync();
  }

  #run() {
    if (this.article.dataset.status === "queued") this.article.dataset.status = "running";
  }

  #reason(text, anew) {
    const part = this.#part("reasoning");
    if (!part) return;
    if (anew && part.textContent !== text) part.textContent = text;
    else if (!anew && text) part.append(text);
    this.#part("thinking").hidden = !part.firstChild;
  }

  #end([status, notice, meta]) {
    this.#watch.drop();
    this.#watch = null;
    this.article.dataset.status = status;
    this.#fill("notice", notice);
    this.#fill("meta", meta);
    this.#sayHowLong();
    this.dispatchEvent(new CustomEvent("answer:end", { bubbles: true, detail: { status } }));
  }

  #sayHowLong() {
    const thought = this.article.querySelector("[data-thought]");
    if (thought) this.querySelector(".thinking__done").textContent = thought.textContent;
  }

  #finished(block, fresh) {
    enrich(block);
    if (fresh) this.dispatchEvent(new CustomEvent("answer:block", { bubbles: true, detail: { block } }));
  }

  #fill(name, html) {
    const part = this.#part(name);
    if (part) part.innerHTML = html ?? "";
  }

  #part(name) {
    return this.article.querySelector(`[data-part="${name}"]`);
  }
}
