import { Controller } from "@hotwired/stimulus";

import { words } from "../words.js";

const LONGEST = 600; // characters
const KEPT = 20; // announcements; a reader of the page may still be at the first

// Says finished blocks of the running answer to screen readers, politely; never tokens.
export default class extends Controller {
  static targets = ["region"];

  block({ detail: { block } }) {
    this.#say(spoken(block));
  }

  end({ detail: { status } }) {
    this.#say(words[status]);
  }

  note({ detail: { text } }) {
    this.#say(text);
  }

  #say(text) {
    const line = document.createElement("p");
    line.textContent = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
    this.regionTarget.append(line);
    while (this.regionTarget.children.length > KEPT) this.regionTarget.firstChild.remove();
  }
}

function spoken(block) {
  if (block.matches(".code")) return `${words.code} ${block.dataset.language ?? ""}`;
  return block.textContent.trim();
}
