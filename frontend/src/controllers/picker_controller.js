import { Controller } from "@hotwired/stimulus";

import { placeAbove } from "../above.js";
import { loaded } from "../enrich/loaded.js";

// Shows which model the select holds. What changes it is fetched when it is opened; where that fails, the
// select itself is there.
export default class extends Controller {
  static targets = ["select", "name", "opener", "panel", "frame"];
  static values = { url: String };

  connect() {
    this.show();
  }

  show() {
    this.nameTarget.textContent = this.selectTarget.selectedOptions[0]?.label ?? "";
  }

  place({ newState }) {
    if (newState === "open") placeAbove(this.panelTarget, this.openerTarget);
  }

  async fill({ newState }) {
    if (newState !== "open") return;
    try {
      await this.#fill();
    } catch {
      this.panelTarget.hidePopover();
      this.element.dataset.plain = "";
    }
  }

  async #fill() {
    const { Picker } = await loaded(import("../models/picker.js"));
    const chosen = this.selectTarget.value;
    this.frameTarget.src = `${this.urlValue}?${new URLSearchParams({ chosen })}`;
    await this.frameTarget.loaded;
    new Picker(this.frameTarget, { chosen, choose: (id, name) => this.#choose(id, name) });
  }

  #choose(id, name) {
    const select = this.selectTarget;
    if (![...select.options].some(({ value }) => value === id)) select.add(new Option(name, id));
    select.value = id;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    this.panelTarget.hidePopover();
  }
}
