import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { document, element, window } from "./dom.js";
import { advance } from "../src/live/advance.js";

globalThis.document = document;
globalThis.CustomEvent = window.CustomEvent;

let log, titles;

beforeEach(() => {
  document.body.replaceChildren();
  log = element('<section id="chat_1" data-version="3"></section>');
  titles = [];
  log.addEventListener("chat:advance", ({ detail }) => titles.push(detail.title));
});

function stream(from, to, html = "") {
  const one = element(
    `<turbo-stream action="advance" target="chat_1" from="${from}" to="${to}" title="T"></turbo-stream>`,
  );
  const template = document.createElement("template");
  template.innerHTML = html;
  one.templateContent = template.content;
  return one;
}

function answer(status, cursor, text = "") {
  return `<article id="m2" data-status="${status}"><palaver-answer cursor="${cursor}">${text}</palaver-answer></article>`;
}

test("new messages are appended, in order, and the version moves", () => {
  assert.ok(advance(stream(3, 5, '<div id="m1">q</div>' + answer("queued", ""))));
  assert.deepEqual(
    [...log.children].map(({ id }) => id),
    ["m1", "m2"],
  );
  assert.equal(log.dataset.version, "5");
  assert.deepEqual(titles, ["T"]);
});

test("what was applied already changes nothing", () => {
  advance(stream(3, 5, '<div id="m1">q</div>'));
  const [first] = log.children;
  assert.ok(advance(stream(4, 5, '<div id="m1">other</div>')));
  assert.equal(log.firstChild, first);
  assert.equal(first.textContent, "q");
});

test("a step that starts beyond the version shown is a gap", () => {
  assert.equal(advance(stream(4, 5, '<div id="m1">q</div>')), false);
  assert.equal(log.children.length, 0);
  assert.equal(log.dataset.version, "3");
});

test("an answer that runs here keeps its own cursor, and states it again", () => {
  advance(stream(3, 4, answer("running", "7", "so far")));
  let stated = 0;
  log.querySelector("palaver-answer").restate = () => stated++;
  advance(stream(4, 5, answer("running", "2", "so")));
  assert.equal(log.textContent, "so far");
  assert.equal(stated, 1);
});

test("an answer that starts again takes the place of the one that ended", () => {
  advance(stream(3, 4, answer("failed", "7", "so far")));
  advance(stream(4, 5, answer("queued", "")));
  assert.equal(log.textContent, "");
  assert.equal(log.children.length, 1);
});

test("an answer that ended elsewhere takes the place of the one that ran here", () => {
  advance(stream(3, 4, answer("running", "7", "so far")));
  advance(stream(4, 5, answer("done", "", "all of it")));
  assert.equal(log.textContent, "all of it");
});

test("a chat that is not shown is none of this page's business", () => {
  log.remove();
  assert.ok(advance(stream(9, 10)));
});
