import { Controller } from "@hotwired/stimulus";

import { find, press } from "../commands.js";
import { Shortcuts } from "../shortcuts.js";

const SINGLE = "palaver:single-keys";

// Keys that press what the page has, and the sheet that lists them.
export default class extends Controller {
  static targets = ["sheet", "single"];

  sheetTargetConnected(sheet) {
    this.rows = [...sheet.querySelectorAll("[data-keys]")];
    this.shortcuts = new Shortcuts(this.rows.filter(({ dataset }) => dataset.shortcut));
    for (const row of this.rows) row.querySelector(".keys") ?? row.append(this.#keysOf(row));
  }

  singleTargetConnected(box) {
    box.checked = this.#singleKeys;
  }

  press(event) {
    if (event.defaultPrevented || event.isComposing || event.repeat) return;
    const found = this.shortcuts?.find(event);
    const element = found && this.#applies(found, event.target) && find(found.name);
    if (!element) return;
    event.preventDefault();
    press(element);
  }

  show() {
    for (const other of document.querySelectorAll("dialog[open]")) other.close();
    this.sheetTarget.showModal();
  }

  close() {
    this.sheetTarget.close();
  }

  outside({ target }) {
    if (target === this.sheetTarget) this.close();
  }

  remember({ target: { checked } }) {
    try {
      if (checked) localStorage.removeItem(SINGLE);
      else localStorage.setItem(SINGLE, "off");
    } catch {
      // Storage is forbidden: it holds for this page.
    }
  }

  get #singleKeys() {
    try {
      return localStorage.getItem(SINGLE) !== "off";
    } catch {
      return true;
    }
  }

  #applies({ keys, name }, target) {
    if (keys.startsWith("Mod+")) return true;
    if (document.querySelector("dialog[open], [popover]:popover-open")) return false;
    if (name === "conversation") return target === find("message");
    return this.singleTarget.checked && !isTyping(target);
  }

  #keysOf({ dataset }) {
    const list = document.createElement("span");
    list.className = "keys";
    list.append(...dataset.keys.split(" ").map((keys) => this.#kbd(keys)));
    return list;
  }

  #kbd(keys) {
    const kbd = document.createElement("kbd");
    kbd.textContent = this.shortcuts.label(keys, this.sheetTarget.dataset).join(" ");
    return kbd;
  }
}

function isTyping(target) {
  return (
    target.isContentEditable || target.matches("input, textarea, select, [role=combobox], [role=listbox]")
  );
}
