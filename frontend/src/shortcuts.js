const APPLE = /Mac|iPhone|iPad/;

// The keys of the rows of the help sheet, each `<li data-shortcut="copy" data-keys="c Mod+Shift+c">`. "Mod" is
// Command on Apple's machines and Ctrl elsewhere; there Ctrl+K and others belong to the text field.
export class Shortcuts {
  #names = new Map();
  #isApple;

  constructor(rows, platform = navigator.platform) {
    this.#isApple = APPLE.test(platform);
    for (const { dataset } of rows) this.#add(dataset.keys.split(" "), dataset.shortcut);
  }

  // The name of what the event asks for, with its keys; undefined for all other keys.
  find(event) {
    const keys = this.#keys(event);
    return this.#names.has(keys) ? { keys, name: this.#names.get(keys) } : undefined;
  }

  // The parts of "Mod+Shift+c" as they stand on the keys, in the words of the sheet.
  label(keys, words) {
    return keys.split(/\+(?=.)/).map((part) => this.#part(part, words));
  }

  #add(chords, name) {
    for (const keys of chords) this.#names.set(keys, name);
  }

  // AltGr is Ctrl and Alt at once, and makes characters.
  #keys(event) {
    const [mod, other] = this.#isApple ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
    if (other || event.altKey) return null;
    const key = keyOf(event);
    const shift = event.shiftKey && /^[a-z]$|../.test(key);
    return `${mod ? "Mod+" : ""}${shift ? "Shift+" : ""}${key}`;
  }

  #part(part, words) {
    if (part === "Mod" && this.#isApple) return "⌘";
    return words[part.toLowerCase()] ?? part.toUpperCase();
  }
}

// Letters of other scripts count by their place on the keyboard; other signs by what they are, wherever a
// keyboard has them.
function keyOf({ key, code }) {
  const [, letter] = /^Key([A-Z])$/.exec(code) ?? [];
  if (letter && key.length === 1 && !/[a-z]/i.test(key)) return letter.toLowerCase();
  return key.length === 1 ? key.toLowerCase() : key;
}
