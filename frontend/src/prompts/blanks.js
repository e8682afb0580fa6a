// What of an inserted prompt is left to be filled in, `{{like this}}`.
export class Blanks {
  #written;

  constructor(written) {
    this.#written = written;
  }

  // Selects the one after the selection, or the one before it; false where there is none.
  select(box, backwards = false) {
    const found = backwards ? this.#before(box) : this.#after(box);
    if (found) box.setSelectionRange(found.start, found.end);
    return Boolean(found);
  }

  #before({ value, selectionStart }) {
    return this.#in(value).findLast(({ end }) => end <= selectionStart);
  }

  #after({ value, selectionEnd }) {
    return this.#in(value).find(({ start }) => start >= selectionEnd);
  }

  #in(text) {
    const found = this.#written.flatMap((blank) => [...places(blank, text)]);
    return found.sort((one, other) => one.start - other.start);
  }
}

function* places(blank, text) {
  for (let start = text.indexOf(blank); start >= 0; start = text.indexOf(blank, start + blank.length)) {
    yield { start, end: start + blank.length };
  }
}
