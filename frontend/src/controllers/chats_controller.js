import { Controller } from "@hotwired/stimulus";

const DAY = 86_400_000; // ms

const OPENED = "palaver:folders";

// The lists of chats: marks the one that is open, groups by day in the reader's time zone, remembers which
// folders are open, and reads itself again whenever broadcasts may have been missed.
export default class extends Controller {
  static targets = ["frame", "item", "place", "folder", "inside", "stale"];
  static values = { earlier: String, url: String };

  itemTargetConnected() {
    this.arrangeLater();
  }

  itemTargetDisconnected() {
    this.arrangeLater();
  }

  folderTargetConnected(folder) {
    if (opened().has(folder.id)) folder.open = true;
  }

  // Many chats have changed at once, or folders: the broadcast says only that.
  staleTargetConnected(mark) {
    mark.remove();
    this.refresh();
  }

  toggled({ currentTarget: folder }) {
    const open = opened();
    if (folder.open) open.add(folder.id);
    else open.delete(folder.id);
    remember([...open]);
  }

  keepOpen(event) {
    if (event.detail.attributeName === "open") event.preventDefault();
  }

  visited() {
    this.#mark();
  }

  // What is being read may be older than the broadcast, and would undo it.
  heard() {
    if (this.reading) this.refresh();
  }

  async refresh() {
    const frame = this.frameTarget;
    await frame.loaded;
    if (!frame.hasAttribute("busy")) this.#reload(frame);
    for (const inside of this.insideTargets) if (inside.hasAttribute("complete")) inside.reload();
  }

  arrange() {
    this.arranging = null;
    this.#mark();
    let last = null;
    for (const item of this.itemTargets) {
      const heading = item.closest("[data-dated]") && this.#heading(item.querySelector("time"));
      if (!heading || heading === last) delete item.dataset.heading;
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
    this.#readingUntil(frame.loaded);
  }

  async #readingUntil(loaded) {
    this.reading = loaded;
    await loaded;
    if (this.reading === loaded) this.reading = null;
  }

  #mark() {
    for (const link of [...this.itemTargets.map((item) => item.querySelector("a")), ...this.placeTargets]) {
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

function opened() {
  try {
    return new Set(JSON.parse(localStorage.getItem(OPENED)));
  } catch {
    return new Set();
  }
}

function remember(ids) {
  try {
    localStorage.setItem(OPENED, JSON.stringify(ids));
  } catch {
    // Storage is full or forbidden: folders are closed on the next page.
  }
}

function startOf(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate());
}

function capitalised(text) {
  return text[0].toLocaleUpperCase() + text.slice(1);
}
