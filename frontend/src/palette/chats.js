// The person's chats by what is in their titles, as options that the server renders.
export class Chats {
  #url;
  #asking = new AbortController();

  constructor(url) {
    this.#url = url;
  }

  // The options, or null where the server cannot be reached.
  async find(query) {
    this.#asking.abort();
    this.#asking = new AbortController();
    try {
      return optionsOf(await this.#ask(query, this.#asking.signal));
    } catch {
      return null;
    }
  }

  async #ask(query, signal) {
    const response = await fetch(`${this.#url}?${new URLSearchParams({ q: query })}`, { signal });
    if (response.redirected) location.reload(); // to the sign-in page
    if (!response.ok || response.redirected) throw new Error(response.statusText);
    return response.text();
  }
}

function optionsOf(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return [...document.importNode(template.content, true).children];
}
