import { sentences } from "./sentences.js";
import { languageOf } from "./language.js";
import { partsOf } from "./parts.js";

const LIVE = new Set(["queued", "running"]);

// Reads one answer block by block, also while it arrives: then all blocks but the last are finished. It finds
// the answer by its id each time, since an update of the page may put another element in its place.
export class Reader {
  #id;
  #onEnd;
  #onFailure;
  #block = 0; // the number of blocks begun
  #waiting = []; // what is still to be said of the last of them
  #said = null; // what is being said; kept, or Chromium may forget to tell of its end
  paused = false;

  constructor(id, { onEnd, onFailure }) {
    this.#id = id;
    this.#onEnd = onEnd;
    this.#onFailure = onFailure;
    speechSynthesis.cancel();
  }

  // Says what is next, unless something is being said.
  go() {
    if (this.#said || this.paused) return;
    if (!this.#waiting.length) this.#take();
    if (this.#waiting.length) this.#say(this.#waiting[0]);
    else if (!this.#isLive) this.#onEnd();
  }

  // Not by the browser's own pause, after which some never go on: the sentence is said again.
  pause() {
    this.paused = true;
    this.#hush();
  }

  resume() {
    this.paused = false;
    this.go();
  }

  stop() {
    this.paused = true;
    this.#hush();
  }

  get #answer() {
    return document.getElementById(this.#id);
  }

  get #isLive() {
    return LIVE.has(this.#answer?.dataset.status);
  }

  #take() {
    const blocks = [...(this.#answer?.querySelector("[data-part=body]").children ?? [])];
    const finished = this.#isLive ? blocks.slice(0, -1) : blocks;
    while (!this.#waiting.length && this.#block < finished.length) {
      const block = finished[this.#block++];
      this.#waiting = partsOf(block).flatMap((text) => utterances(text, block));
    }
  }

  #say({ text, lang }) {
    const utterance = new SpeechSynthesisUtterance(text);
    if (lang) utterance.lang = lang;
    utterance.onend = () => this.#said === utterance && this.#next();
    utterance.onerror = () => this.#said === utterance && this.#onFailure();
    this.#said = utterance;
    speechSynthesis.speak(utterance);
  }

  #next() {
    this.#said = null;
    this.#waiting.shift();
    this.go();
  }

  #hush() {
    this.#said = null;
    speechSynthesis.cancel();
  }
}

function utterances(text, block) {
  const lang = languageOf(text, block);
  return sentences(text, lang).map((sentence) => ({ text: sentence, lang }));
}
