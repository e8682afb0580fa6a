const PREFIX = "palaver:draft:";

// What was typed and not yet taken by the server, per chat. With it, the text whose sending may have reached
// the server and its client-made id, so that sending it again cannot make it two messages.
export class Draft {
  #key;
  #storage;

  constructor(key, storage = "localStorage") {
    this.#key = PREFIX + key;
    this.#storage = storage;
  }

  read() {
    try {
      return JSON.parse(globalThis[this.#storage].getItem(this.#key)) ?? { text: "" };
    } catch {
      return { text: "" };
    }
  }

  write(draft) {
    if (!draft.text) return this.clear();
    try {
      globalThis[this.#storage].setItem(this.#key, JSON.stringify(draft));
    } catch {
      // Storage is full or forbidden: the text stays in the page.
    }
  }

  clear() {
    try {
      globalThis[this.#storage].removeItem(this.#key);
    } catch {
      // As above.
    }
  }
}

// crypto.randomUUID is missing where a page is served over plain HTTP to another machine.
export function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
