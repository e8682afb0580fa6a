import assert from "node:assert/strict";
import { test } from "node:test";

import { Blanks } from "../src/prompts/blanks.js";

const WRITTEN = ["{{language}}", "{{ tone }}"];
const TEXT = "Into {{language}}, {{ tone }}, again {{language}}.";

class Box {
  constructor(value, at = 0) {
    this.value = value;
    this.setSelectionRange(at, at);
  }

  get selected() {
    return this.value.slice(this.selectionStart, this.selectionEnd);
  }

  setSelectionRange(start, end) {
    this.selectionStart = start;
    this.selectionEnd = end;
  }

  type(text) {
    const { selectionStart: start } = this;
    this.value = this.value.slice(0, start) + text + this.value.slice(this.selectionEnd);
    this.setSelectionRange(start + text.length, start + text.length);
  }
}

test("one blank after another is selected, as often as it is there", () => {
  const [box, blanks] = [new Box(TEXT), new Blanks(WRITTEN)];
  const seen = [];
  while (blanks.select(box)) seen.push(`${box.selectionStart} ${box.selected}`);
  assert.deepEqual(seen, ["5 {{language}}", "19 {{ tone }}", "37 {{language}}"]);
});

test("what is filled in is no blank any more", () => {
  const [box, blanks] = [new Box(TEXT), new Blanks(WRITTEN)];
  blanks.select(box);
  box.type("Welsh");
  blanks.select(box);
  box.type("formal");
  assert.equal(box.value, "Into Welsh, formal, again {{language}}.");
  assert.ok(blanks.select(box, true) === false);
  assert.ok(blanks.select(box));
  assert.equal(box.selected, "{{language}}");
});

test("backwards is the way back", () => {
  const [box, blanks] = [new Box(TEXT, TEXT.length), new Blanks(WRITTEN)];
  const starts = [];
  while (blanks.select(box, true)) starts.push(box.selectionStart);
  assert.deepEqual(starts, [37, 19, 5]);
});

test("after the last one the key is the browser's again", () => {
  const box = new Box("Nothing {{else}} here");
  assert.equal(new Blanks(WRITTEN).select(box), false);
  assert.equal(box.selected, "");
});
