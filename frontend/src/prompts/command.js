const COMMAND = /(?:^|\n)\/([\p{L}\p{M}\p{N}_-]{0,32})$/u;

// What is typed after a "/" that begins a line, up to the caret; null where the caret is not behind such.
export function commandIn(box) {
  if (box.selectionStart !== box.selectionEnd) return null;
  const match = COMMAND.exec(box.value.slice(0, box.selectionStart));
  if (!match) return null;
  return { typed: match[1], start: box.selectionStart - match[1].length - 1, end: box.selectionStart };
}
