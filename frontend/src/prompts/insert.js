import { Blanks } from "./blanks.js";

// Puts a prompt where its command was typed, unless that is gone meanwhile; what of it is left to be filled
// in, null where nothing is. Raises where the server cannot be asked.
export async function insert(box, { start, typed }, address) {
  const { text, blanks } = await read(address);
  const end = start + typed.length + 1;
  if (box.value.slice(start, end) !== `/${typed}`) return null;
  replace(box, start, end, text);
  if (!blanks.length) return null;
  const left = new Blanks(blanks);
  box.setSelectionRange(start, start);
  left.select(box);
  reveal(box);
  return left;
}

async function read(address) {
  const response = await fetch(address);
  if (!response.ok || response.redirected) throw new Error(response.statusText);
  return response.json();
}

// As if it were typed, so that it can be undone.
function replace(box, start, end, text) {
  box.focus();
  box.setSelectionRange(start, end);
  if (document.execCommand("insertText", false, text)) return;
  box.setRangeText(text, start, end, "end");
  box.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

// Only a box that gets the focus is scrolled to its selection.
function reveal(box) {
  box.blur();
  box.focus();
}
