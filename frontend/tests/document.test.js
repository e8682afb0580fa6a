import assert from "node:assert/strict";
import { test } from "node:test";

import { element } from "./dom.js";
import { LiveDocument, Mismatch } from "../src/live/document.js";

const LIST = "<ul data-open></ul>";
const CODE = '<div class="code"><pre><code data-open></code></pre></div>';

function live(html = "") {
  const finished = [];
  const body = element(`<div>${html}</div>`);
  const document = new LiveDocument(body, {
    onFinished: (block, { fresh }) => finished.push([block.textContent, fresh]),
  });
  return { body, document, finished };
}

test("a tail grows from the position that the op names", () => {
  const { body, document } = live();
  document.apply([0, "<p>Hel</p>"]);
  document.apply([6, "lo</p>"]);
  assert.equal(body.innerHTML, "<p>Hello</p>");
});

test("positions count UTF-16 units", () => {
  const { body, document } = live();
  document.apply([0, "<p>😀</p>"]);
  document.apply([5, "!</p>"]);
  assert.equal(body.innerHTML, "<p>😀!</p>");
});

test("a finished block keeps its node while the next one grows", () => {
  const { body, document } = live();
  document.apply([0, "<p>one</p>"]);
  const [first] = body.children;
  document.apply(["b", 0, "<p>tw"]);
  document.apply([5, "o</p>", "b"]);
  assert.equal(body.innerHTML, "<p>one</p><p>two</p>");
  assert.equal(body.firstChild, first);
});

test("finished blocks are reported once, when they are finished", () => {
  const { document, finished } = live();
  document.apply([0, "<p>one</p>"]);
  assert.deepEqual(finished, []);
  document.apply(["b", 0, "<p>two</p>"]);
  assert.deepEqual(finished, [["one", true]]);
});

test("items go into the slot of an open list", () => {
  const { body, document, finished } = live();
  document.apply([0, LIST, "o", 0, "<li>a</li>"]);
  assert.equal(body.innerHTML, '<ul data-open=""><li>a</li></ul>');
  document.apply(["b", 0, "<li>b"]);
  document.apply([5, "c</li>", "b", "x", 0, "<p>after</p>"]);
  assert.equal(body.innerHTML, "<ul><li>a</li><li>bc</li></ul><p>after</p>");
  assert.deepEqual(finished, [["abc", true]]);
});

test("rows of a table find their place", () => {
  const { body, document } = live();
  document.apply([0, '<div class="scroll"><table><tbody data-open></tbody></table></div>', "o"]);
  document.apply([0, "<tr><td>1</td></tr>", "b", 0, "<tr><td>2</td></tr>", "b", "x"]);
  assert.equal(body.querySelectorAll("tbody > tr > td").length, 2);
  assert.equal(body.querySelector("[data-open]"), null);
});

test("lines of code are text, white space and all", () => {
  const { body, document } = live();
  document.apply([0, CODE, "o", 0, "\n  if a &lt; b:\n", "b", 0, "    "]);
  document.apply([4, "pass", "b", "x"]);
  assert.equal(body.querySelector("code").textContent, "\n  if a < b:\n    pass");
});

test("a return drops what came after, container and all", () => {
  const { body, document } = live();
  document.apply([0, "<p>one</p>", "b", 0, LIST, "o", 0, "<li>a</li>"]);
  document.apply(["r", 1, 0, "<p>two</p>"]);
  assert.equal(body.innerHTML, "<p>one</p><p>two</p>");
});

test("a return to the same text keeps the node that shows it", () => {
  const { body, document } = live("<p>one</p>\n<p>tw</p>");
  const [, open] = body.children;
  document.apply(["r", 1, 0, "<p>two</p>"]);
  assert.equal(body.children[1], open);
  assert.equal(body.children.length, 2);
  assert.equal(open.textContent, "two");
});

test("what a page was rendered with counts as finished after the first return", () => {
  const { document, finished } = live("<p>one</p><p>two</p><p>thr</p>");
  document.apply(["r", 2, 0, "<p>three</p>"]);
  assert.deepEqual(finished, [
    ["one", false],
    ["two", false],
  ]);
});

test("a return to nothing and the whole body anew is the whole body", () => {
  const { body, document } = live("<p>one</p><p>two</p>");
  document.apply(["r", 0, 0, "<h1>a</h1>", "b", 0, "<p>b</p>", "b"]);
  assert.equal(body.innerHTML, "<h1>a</h1><p>b</p>");
});

test("the end is handed back, whatever the text of a block says", () => {
  const { document } = live();
  assert.equal(document.apply([0, "end", "b"]), null);
  assert.deepEqual(document.apply([0, "<p>a</p>", "b", "end", "done", "", "Thoughts", ""]), [
    "done",
    "",
    "Thoughts",
    "",
  ]);
});

test("ops that do not fit are refused", () => {
  const misfits = [[9, "x"], ["x"], [0, "<p>no slot</p>", "o"], ["r", 3], ["?"]];
  for (const ops of misfits) assert.throws(() => live().document.apply(ops), Mismatch);
});

test("a page's tail is unknown until the server has returned to a block", () => {
  const { document } = live("<p>one</p>");
  assert.throws(() => document.apply([3, "x</p>"]), Mismatch);
  document.apply(["r", 0, 0, "<p>x</p>"]);
});

const GROWING = [
  [0, "<p>Hel</p>", 6, "lo, wo</p>", 12, "rld</p>"],
  [0, "<p>a <strong>b</strong></p>", 14, "c</strong></p>", 24, " d</p>", 26, " e</p>"],
  [0, "<ol><li><p>x</p></li></ol>", 12, "y</p></li></ol>", 13, " z</p></li></ol>"],
  [0, "<p>1</p>", 4, " &lt; 2</p>", 11, " 3</p>", 14, "<br>4</p>", 19, "5</p>"],
  [0, CODE, "o", 0, "if a", 4, " in b:", 10, " &amp;", 16, " c", "b", 0, "x", 1, "y"],
  [0, LIST, "o", 0, "<li>a</li>", 5, "b</li>", "b", "x", 0, "<p>c</p>", 4, "d</p>", "b"],
];

test("text that grows in front of closing tags needs no parser, and looks as if it had had one", () => {
  for (const ops of GROWING) {
    const [one, other] = [live(), live()];
    for (const op of split(ops)) one.document.apply(op);
    other.document.apply(ops);
    assert.equal(one.body.innerHTML, other.body.innerHTML);
  }
});

function split(ops) {
  const size = typeof ops[0] === "number" ? 2 : 1;
  return ops.length ? [ops.slice(0, size), ...split(ops.slice(size))] : [];
}

test("text grows in the node that shows it, without a new one", () => {
  const { body, document } = live();
  document.apply([0, "<p>a <em>b</em></p>"]);
  const [, em] = body.firstChild.childNodes;
  document.apply([10, "c</em></p>"]);
  assert.equal(body.innerHTML, "<p>a <em>bc</em></p>");
  assert.equal(body.firstChild.lastChild, em);
});

test("a selection in the text that grows stays", () => {
  const { body, document } = live();
  document.apply([0, "<p>Hello wor</p>"]);
  const text = body.firstChild.firstChild;
  const selection = body.ownerDocument.getSelection();
  selection.setBaseAndExtent(text, 0, text, 5);
  document.apply([12, "ld</p>"]);
  assert.equal(body.textContent, "Hello world");
  assert.equal(selection.toString(), "Hello");
  selection.removeAllRanges();
});

test("a tail is cut only where it is known", () => {
  const { body, document } = live();
  document.apply([0, "<p>abc</p>"]);
  assert.throws(() => document.apply([40, "d</p>"]), Mismatch);
  document.apply([4, "x</p>"]);
  assert.equal(body.innerHTML, "<p>ax</p>");
  document.apply(["b", 0, CODE, "o", 0, "abc"]);
  assert.throws(() => document.apply([40, "d"]), Mismatch);
});
