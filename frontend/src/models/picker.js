import "./picker.css";

const PAGE = 10; // models that Page Up and Page Down pass over

// A combobox that filters its listbox, after the ARIA Authoring Practices. Stars are for the mouse; the button
// below does the same for the model that is pointed at.
export class Picker {
  #active = null;

  constructor(frame, { chosen, choose }) {
    this.choose = choose;
    this.input = frame.querySelector("[role=combobox]");
    this.list = frame.querySelector("[role=listbox]");
    this.none = frame.querySelector(".picker__none");
    this.foot = frame.querySelector(".picker__foot");
    this.count = this.foot.querySelector("[role=status]");
    this.toggle = this.foot.querySelector("button");
    this.options = [...this.list.querySelectorAll("[role=option]")];
    this.texts = new Map(this.options.map((option) => [option, searched(option)]));
    this.input.addEventListener("input", () => this.#filter());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.list.addEventListener("click", (event) => this.#click(event));
    this.toggle.addEventListener("click", () => this.#favour());
    this.#point(this.options.find(({ dataset }) => dataset.model === chosen) ?? this.options[0]);
    this.input.focus();
    if (this.input.value) this.#filter(); // typed while the script was loaded
  }

  get #shown() {
    return this.options.filter(({ hidden }) => !hidden);
  }

  #filter() {
    const words = this.input.value.toLowerCase().split(/\s+/);
    for (const option of this.options)
      option.hidden = !words.every((word) => this.texts.get(option).includes(word));
    for (const group of this.list.querySelectorAll("[role=group]"))
      group.hidden = !group.querySelector("[role=option]:not([hidden])");
    const shown = this.#shown;
    this.none.hidden = shown.length > 0;
    this.count.textContent = shown.length
      ? this.foot.dataset.some.replace("#", shown.length)
      : this.none.textContent;
    this.#point(shown.includes(this.#active) && !this.input.value ? this.#active : shown[0]);
  }

  #key(event) {
    if (event.isComposing) return;
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE }[event.key];
    if (!steps && event.key !== "Enter") return;
    event.preventDefault();
    if (steps) this.#move(steps);
    else if (this.#active) this.#take(this.#active);
  }

  #move(steps) {
    const shown = this.#shown;
    const at = shown.indexOf(this.#active) + steps;
    const last = shown.length - 1;
    if (Math.abs(steps) === 1) this.#point(shown.at(at > last ? 0 : at));
    else this.#point(shown[Math.max(0, Math.min(at, last))]);
  }

  #point(option) {
    this.#active?.setAttribute("aria-selected", "false");
    this.#active = option ?? null;
    this.#active?.setAttribute("aria-selected", "true");
    this.#active?.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", this.#active?.id ?? "");
    this.#mark();
  }

  #mark() {
    this.toggle.disabled = !this.#active;
    this.toggle.setAttribute("aria-pressed", String("favourite" in (this.#active?.dataset ?? {})));
  }

  #click({ target }) {
    const option = target.closest("[role=option]");
    if (!option) return;
    if (!target.closest(".picker__star")) return this.#take(option);
    this.#point(option);
    this.#favour();
  }

  #take(option) {
    this.choose(option.dataset.model, option.querySelector(".picker__name").firstChild.textContent.trim());
  }

  async #favour() {
    const { dataset } = this.#active;
    const wanted = !("favourite" in dataset);
    const body = new URLSearchParams({ model: dataset.model, ...(wanted && { favourite: "on" }) });
    const headers = { "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content };
    const response = await fetch(this.foot.dataset.favourites, { method: "POST", body, headers });
    if (!response.ok) this.count.textContent = await response.text();
    else if (wanted) dataset.favourite = "";
    else delete dataset.favourite;
    this.#mark();
  }
}

function searched(option) {
  return `${option.dataset.model} ${option.textContent}`.toLowerCase();
}
