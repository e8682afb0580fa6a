import { Controller } from "@hotwired/stimulus";

import { redraw } from "../enrich/diagram.js";

const YEAR = 31_536_000; // s

// The server reads the cookie, so that the first paint has the right colours.
export default class extends Controller {
  static targets = ["choice"];

  connect() {
    this.#mark();
    this.scheme = matchMedia("(prefers-color-scheme: dark)");
    this.scheme.addEventListener("change", redraw);
  }

  disconnect() {
    this.scheme.removeEventListener("change", redraw);
  }

  choose({ params: { name } }) {
    if (name === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = name;
    document.cookie = `theme=${name}; path=/; max-age=${YEAR}; samesite=lax`;
    this.#mark();
    redraw();
  }

  #mark() {
    const current = document.documentElement.dataset.theme ?? "system";
    for (const choice of this.choiceTargets) {
      choice.setAttribute("aria-pressed", String(choice.dataset.themeNameParam === current));
    }
  }
}
