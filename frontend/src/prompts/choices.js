const ATTRIBUTES = [
  "role",
  ...["expanded", "autocomplete", "controls", "activedescendant"].map((name) => `aria-${name}`),
];

// The list of prompts: a listbox whose owner, the message box, keeps the focus.
export class Choices {
  #box;
  #panel;
  #list;
  #reading = null;

  constructor(box, panel, list) {
    this.#box = box;
    this.#panel = panel;
    this.#list = list;
  }

  get isOpen() {
    return !this.#panel.hidden;
  }

  get current() {
    return this.#list.querySelector("[aria-selected=true]");
  }

  // Shows what the address offers, in place of what was asked for before; how many there are.
  async show(address) {
    this.#reading?.abort();
    this.#reading = new AbortController();
    const html = await read(address, this.#reading.signal);
    if (html === null) return 0;
    this.#list.innerHTML = html;
    const { length } = this.#options;
    if (length) this.#open();
    else this.close();
    return length;
  }

  close() {
    this.#reading?.abort();
    this.#panel.hidden = true;
    for (const name of ATTRIBUTES) this.#box.removeAttribute(name);
  }

  move(step) {
    const options = this.#options;
    const at = options.indexOf(this.current) + step;
    this.#choose(options.at(at % options.length));
  }

  get #options() {
    return [...this.#list.querySelectorAll("[role=option]")];
  }

  #open() {
    this.#panel.hidden = false;
    this.#box.setAttribute("role", "combobox");
    this.#box.setAttribute("aria-expanded", "true");
    this.#box.setAttribute("aria-autocomplete", "list");
    this.#box.setAttribute("aria-controls", this.#list.id);
    this.#choose(this.#options[0]);
  }

  #choose(option) {
    this.current?.setAttribute("aria-selected", "false");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.#box.setAttribute("aria-activedescendant", option.id);
  }
}

// Null where something newer is wanted meanwhile. A server that cannot be asked offers nothing.
async function read(address, signal) {
  try {
    const response = await fetch(address, { signal });
    return response.ok && !response.redirected ? await response.text() : "";
  } catch {
    return signal.aborted ? null : "";
  }
}
