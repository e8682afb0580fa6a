import assert from "node:assert/strict";
import { test } from "node:test";

import { document, element } from "./dom.js";
import { patch } from "../src/live/patch.js";

function patched(before, after) {
  const parent = element(`<div>${before}</div>`);
  const fresh = element(`<div>${after}</div>`);
  const kept = [...parent.childNodes];
  patch(parent, [...parent.childNodes], [...fresh.childNodes]);
  return { parent, kept };
}

test("the result is what was asked for", () => {
  const pairs = [
    ["", "<p>one</p>"],
    ["<p>one</p>", "<p>one <b>two</b></p>"],
    ["<p>one <b>two</b> three</p>", "<p>one</p>"],
    ["<p>one</p><p>two</p>", "<ul><li>one</li></ul>"],
    ['<p class="a" title="t">x</p>', '<p class="b">x</p>'],
    ["text", "<p>text</p>"],
  ];
  for (const [before, after] of pairs) assert.equal(patched(before, after).parent.innerHTML, after);
});

test("a paragraph that grows stays the same node, and so does its text", () => {
  const { parent, kept } = patched("<p>Hello wor</p>", "<p>Hello world</p>");
  assert.equal(parent.firstChild, kept[0]);
  assert.equal(parent.textContent, "Hello world");
});

test("a selection in text that grows survives", () => {
  const parent = element("<div><p>Hello wor</p></div>");
  const range = document.createRange();
  range.setStart(parent.firstChild.firstChild, 0);
  range.setEnd(parent.firstChild.firstChild, 5);
  patch(parent, [...parent.childNodes], [...element("<div><p>Hello world, again</p></div>").childNodes]);
  assert.equal(range.toString(), "Hello");
});

test("what a reader opened stays open", () => {
  const parent = element("<div><details open><p>a</p></details></div>");
  patch(parent, [...parent.childNodes], [...element("<div><details><p>ab</p></details></div>").childNodes]);
  assert.ok(parent.firstChild.open);
  assert.equal(parent.textContent, "ab");
});

test("new nodes go in front of the node given", () => {
  const parent = element("<div><hr></div>");
  const [fresh] = element("<div><p>a</p></div>").childNodes;
  patch(parent, [], [fresh], parent.firstChild);
  assert.equal(parent.innerHTML, "<p>a</p><hr>");
});
