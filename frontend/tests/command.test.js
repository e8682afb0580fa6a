import assert from "node:assert/strict";
import { test } from "node:test";

import { commandIn } from "../src/prompts/command.js";

function box(text, caret = text.length, end = caret) {
  return { value: text, selectionStart: caret, selectionEnd: end };
}

test("a slash that begins the message or a line begins a command", () => {
  assert.deepEqual(commandIn(box("/")), { typed: "", start: 0, end: 1 });
  assert.deepEqual(commandIn(box("/sum")), { typed: "sum", start: 0, end: 4 });
  assert.deepEqual(commandIn(box("Hello\n/übersetze-2")), { typed: "übersetze-2", start: 6, end: 18 });
});

test("only what stands before the caret is looked at", () => {
  assert.equal(commandIn(box("/summary", 4)).typed, "sum");
  assert.equal(commandIn(box("/sum and more", 4)).typed, "sum");
  assert.equal(commandIn(box("/sum", 0, 4)), null);
});

test("other slashes are text", () => {
  for (const text of ["", "a/b", " /sum", "/usr/bin", "/ ", "/sum up", "//", "1/2", `/${"x".repeat(33)}`]) {
    assert.equal(commandIn(box(text)), null, text);
  }
});
