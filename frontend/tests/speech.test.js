import assert from "node:assert/strict";
import { test } from "node:test";

import { document, element, window } from "./dom.js";
import { languageOf } from "../src/speech/language.js";
import { partsOf } from "../src/speech/parts.js";
import { sentences } from "../src/speech/sentences.js";

globalThis.document = document;
globalThis.Node = window.Node;
document.body.dataset.wordCodeBlock = "Code block.";
document.body.dataset.wordFormula = "formula";

function spoken(html) {
  return partsOf(element(html));
}

test("of code and formulas only that they are there", () => {
  assert.deepEqual(spoken('<div class="code"><pre><code>f()</code></pre></div>'), ["Code block."]);
  assert.deepEqual(spoken('<p>As <span class="math math-inline">x^2</span>, so.</p>'), ["As formula , so."]);
});

test("items, rows and paragraphs come one by one", () => {
  assert.deepEqual(spoken("<ul><li>one</li><li>two<ul><li>three</li></ul></li></ul>"), [
    "one",
    "two",
    "three",
  ]);
  const table =
    "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>";
  assert.deepEqual(spoken(`<div class="scroll">${table}</div>`), ["a, b", "1, 2"]);
  assert.deepEqual(spoken("<blockquote><p>one</p><p>two</p></blockquote>"), ["one", "two"]);
});

test("what is not said is left out", () => {
  assert.deepEqual(spoken('<p>A note<sup><a href="#footnote-1">1</a></sup>.</p>'), ["A note."]);
  assert.deepEqual(spoken('<ul><li><input type="checkbox" disabled> done</li></ul>'), ["done"]);
  assert.deepEqual(spoken("<hr>"), []);
});

test("pieces are short and end with sentences, or else with words", () => {
  assert.deepEqual(sentences("One. Two.", "en"), ["One. Two."]);
  const long = Array.from({ length: 30 }, (_, number) => `This is sentence ${number}.`).join(" ");
  const pieces = sentences(long, "en");
  assert.ok(pieces.every((piece) => piece.length <= 200 && piece.endsWith(".")));
  assert.equal(pieces.join(" "), long);
  const words = sentences("word ".repeat(100), "");
  assert.ok(words.every((piece) => piece.length <= 200 && /^(word ?)+$/.test(piece)));
});

test("a text is in the language of its letters, of its words, or of what it stands in", () => {
  const german = element("<div><p>Das ist der Satz und nicht die Frage.</p><p>Ja.</p></div>");
  assert.equal(languageOf(german.firstChild.textContent, german.firstChild), "de");
  assert.equal(languageOf("Ja.", german.lastChild), "de");
  assert.equal(languageOf("Привет", german.lastChild), "ru");
  german.lang = "nl";
  assert.equal(languageOf("Ja.", german.lastChild), "nl");
  assert.equal(languageOf("Ok.", element("<div><p>Ok.</p></div>").firstChild), "");
});
