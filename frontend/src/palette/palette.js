import { visit } from "@hotwired/turbo";

import { actions } from "./actions.js";
import { Chats } from "./chats.js";
import { Choices } from "./choices.js";
import { Messages } from "./messages.js";
import { models } from "./models.js";

const PATIENCE = 400; // ms until what is here is shown without the chats
const LONGEST = 4000; // ms that Enter waits for them
const PAGE = 8; // options
const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE };

// What can be gone to and done, and the one of it that Enter takes.
export class Palette {
  #dialog;
  #list;
  #failed;
  #chats;
  #choices;
  #messages;
  #found = null;
  #begun = null;
  #settled = null;

  constructor(dialog, input, list, failed) {
    this.#dialog = dialog;
    this.#list = list;
    this.#failed = failed;
    this.#chats = new Chats(list.dataset.url);
    this.#choices = new Choices(input, list);
    this.#messages = new Messages(list.dataset.searchUrl);
  }

  // Keys that come later wait until this is shown: whoever types and presses Enter means what was typed.
  show(query) {
    const found = { query, actions: actions(query), models: query ? models(query) : [], messages: [] };
    this.#found = found;
    const chats = this.#chats.find(query).then((chats) => this.#add(found, { chats }));
    const late = pause(PATIENCE).then(() => found.chats ?? this.#add(found, { chats: [] }));
    this.#begun = Promise.race([chats, late]);
    this.#settled = Promise.race([chats, pause(LONGEST)]);
    this.#messages.find(query).then((messages) => this.#add(found, { messages }));
  }

  async press(key) {
    await (key === "Enter" ? this.#settled : this.#begun);
    if (key !== "Enter") this.#choices.move(STEPS[key]);
    else if (this.#choices.active) this.choose(this.#choices.active);
  }

  activate(option) {
    this.#choices.activate(option);
  }

  choose(option) {
    this.#dialog.close();
    if (option.href) visit(option.href);
    else this.#choices.take(option);
  }

  #add(found, more) {
    if (found !== this.#found) return;
    const keep = found.chats !== undefined;
    Object.assign(found, more);
    const { query, chats, actions, models, messages } = found;
    if (chats === undefined) return;
    this.#failed.hidden = chats !== null;
    const last = this.#search(query);
    this.#choices.fill({ chats: chats ?? [], actions, models, messages: [...messages, ...last] }, { keep });
  }

  #search(query) {
    const { searchUrl, searchLabel } = this.#list.dataset;
    if (!query) return [];
    const href = `${searchUrl}?${new URLSearchParams({ q: query })}`;
    return [{ id: "palette_search", label: searchLabel.replace("%s", () => query), href }];
  }
}

function pause(time) {
  return new Promise((resolve) => setTimeout(resolve, time));
}
