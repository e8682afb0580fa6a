const PAUSE = 250; // ms without a key until messages are searched
const MOST = 5;
const FRAME = "palette_messages";

// What the search finds in messages, as options; it comes when it comes.
export class Messages {
  #url;
  #asking = new AbortController();

  constructor(url) {
    this.#url = url;
  }

  async find(query) {
    this.#asking.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    if (!query || signal.aborted) return [];
    try {
      return optionsOf(await this.#ask(query, signal));
    } catch {
      return [];
    }
  }

  async #ask(query, signal) {
    const address = `${this.#url}?${new URLSearchParams({ q: query })}`;
    const response = await fetch(address, { signal, headers: { "Turbo-Frame": FRAME } });
    return response.ok && !response.redirected ? response.text() : "";
  }
}

function optionsOf(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return [...template.content.querySelectorAll("ol .hit")].slice(0, MOST).map(optionOf);
}

function optionOf(hit, index) {
  const option = document.createElement("a");
  Object.assign(option, { id: `palette_message_${index}`, role: "option", tabIndex: -1 });
  option.className = "palette__option";
  option.href = hit.getAttribute("href");
  const [text, chat] = [".hit__text", ".hit__chat"].map((part) =>
    document.importNode(hit.querySelector(part), true),
  );
  chat.className = "palette__hint";
  option.append(text, chat);
  return option;
}
