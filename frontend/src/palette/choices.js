// The options of a listbox in its groups, of which one is active while the focus stays in the text box.
export class Choices {
  #input;
  #list;
  #deeds = new WeakMap();

  constructor(input, list) {
    this.#input = input;
    this.#list = list;
  }

  get active() {
    return this.#list.querySelector("[aria-selected=true]");
  }

  // Takes the choices of each group by its name: elements, or what they are made of.
  fill(groups, { keep }) {
    const before = keep ? this.active?.id : null;
    for (const group of this.#list.querySelectorAll("[data-group]")) {
      group.replaceChildren(...groups[group.dataset.group].map((choice) => this.#option(choice)));
      group.hidden = !group.firstChild;
    }
    const options = this.#options;
    this.activate(options.find(({ id }) => id === before) ?? options[0]);
  }

  // By one step it goes round, by more it stops at the ends.
  move(step) {
    const options = this.#options;
    const to = options.indexOf(this.active) + step;
    const last = options.length - 1;
    if (Math.abs(step) === 1) this.activate(options.at(to > last ? 0 : to));
    else this.activate(options[Math.min(Math.max(0, to), last)]);
  }

  activate(option) {
    this.active?.setAttribute("aria-selected", "false");
    this.#input.setAttribute("aria-activedescendant", option?.id ?? "");
    if (!option) return;
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
  }

  take(option) {
    this.#deeds.get(option)();
  }

  get #options() {
    return [...this.#list.querySelectorAll("[role=option]")];
  }

  #option(choice) {
    if (choice instanceof Element) return choice;
    const { id, label, hint = "", keys, href, deed } = choice;
    const option = document.createElement(href ? "a" : "div");
    Object.assign(option, { id, role: "option", className: "palette__option", tabIndex: -1 });
    if (href) option.href = href;
    else this.#deeds.set(option, deed);
    option.append(labelled(label), hinted(hint), ...(keys ? [keys] : []));
    return option;
  }
}

function labelled(text) {
  const label = document.createElement("span");
  label.dir = "auto";
  label.textContent = text;
  return label;
}

function hinted(text) {
  const hint = document.createElement("span");
  hint.className = "palette__hint";
  hint.textContent = text;
  return hint;
}
