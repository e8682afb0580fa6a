import assert from "node:assert/strict";
import { test } from "node:test";

import { element } from "./dom.js";
import { richText } from "../src/rich_text.js";

function rich(html) {
  return richText(element(`<div>${html}</div>`));
}

test("the look and what a page adds go, the form stays", () => {
  const code =
    '<div class="code" data-language="js" data-controller="copy"><div class="code__bar"><button>Copy</button></div>' +
    '<pre tabindex="0"><code class="language-js"><span class="hljs-keyword">let</span> x</code></pre></div>';
  assert.equal(rich(code), "<pre><code>let x</code></pre>");
  assert.equal(rich('<p dir="auto">a <strong>b</strong></p>'), "<p>a <strong>b</strong></p>");
});

test("a formula is what was written, typeset or not", () => {
  const plain = '<span class="math math-inline">x &lt; 1</span>';
  const done =
    '<span class="math math-inline" data-done=""><span class="katex"><math><annotation encoding="application/x-tex">' +
    "x &lt; 1</annotation></math><span>x&lt;1</span></span></span>";
  assert.equal(rich(`<p>${plain}</p>`), "<p>$x &lt; 1$</p>");
  assert.equal(rich(`<p>${done}</p>`), "<p>$x &lt; 1$</p>");
  assert.equal(rich('<p><span class="math math-display">\nx\n</span></p>'), "<p>$$x$$</p>");
});

test("a diagram is its source", () => {
  const diagram =
    '<div class="code" data-language="mermaid" data-diagram="drawn"><pre><code>graph TD</code></pre>' +
    '<div class="diagram"><iframe></iframe></div></div>';
  assert.equal(rich(diagram), "<pre><code>graph TD</code></pre>");
});

test("links lead on, those within the page do not", () => {
  assert.equal(
    rich('<p><a href="https://a.example/" rel="noopener" target="_blank">a</a></p>'),
    '<p><a href="https://a.example/">a</a></p>',
  );
  assert.equal(rich('<p>n<sup><a href="#footnote-1">1</a></sup></p>'), "<p>n<sup>1</sup></p>");
});

test("boxes are signs, and cells keep their side", () => {
  assert.equal(
    rich('<ul><li><input type="checkbox" checked disabled> done</li></ul>'),
    "<ul><li>☑ done</li></ul>",
  );
  assert.equal(
    rich('<div class="scroll"><table><tbody><tr><td class="right">1</td></tr></tbody></table></div>'),
    '<table><tbody><tr><td align="right">1</td></tr></tbody></table>',
  );
});
