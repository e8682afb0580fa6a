import { Controller } from "@hotwired/stimulus";

const DAY = 86_400_000; // ms

// The list of chats: marks the one that is open, groups by day in the reader's time zone, and reads itself
// again whenever broadcasts may have been missed.
export default class extends Controller {
  static targets = ["frame", "item"];
  static values = { earlier: String, url: String };

  itemTargetConnected() {
    this.arrangeLater();
  }

  itemTargetDisconnected() {
    this.arrangeLater();
  }

  visited() {
    this.#mark();
  }

  async refresh() {
    const frame = this.frameTarget;
    await frame.loaded;
    if (!frame.hasAttribute("busy")) this.#reload(frame);
  }

  arrange() {
    this.arranging = null;
    this.#mark();
    let last = null;
    for (const item of this.itemTargets) {
      const heading = this.#heading(item.querySelector("time"));
      if (heading === last) delete item.dataset.heading;
      else item.dataset.heading = heading;
      last = heading;
    }
  }

  arrangeLater() {
    this.arranging ??= Promise.resolve().then(() => this.arrange());
  }

  // A frame with a source in the page loads it at once, and replaces all instead of morphing it: what is
  // being clicked would be gone. So this one gets its source here, and is reloaded before it may load.
  #reload(frame) {
    frame.disabled = true;
    frame.src = this.urlValue;
    frame.reload();
    frame.disabled = false;
  }

  #mark() {
    for (const item of this.itemTargets) {
      const link = item.querySelector("a");
      if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  #heading(time) {
    const days = Math.round((startOf(new Date()) - startOf(new Date(time.dateTime))) / DAY);
    if (days > 1) return this.earlierValue;
    const format = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
    return capitalised(format.format(-Math.max(0, days), "day"));
  }
}

function startOf(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate());
}

function capitalised(text) {
  return text[0].toLocaleUpperCase() + text.slice(1);
}
