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

test("what the model does not see is told above the answer that runs, and what it sees again is not", () => {
  const running = (note) => answer("running", "7").replace(">", `><p class="answer__by"></p>${note}`);
  advance(stream(3, 4, running("")));
  log.querySelector("palaver-answer").restate = () => {};
  const [shown] = log.children;
  advance(stream(4, 5, running('<p class="left-out">2 earlier messages</p>')));
  assert.equal(shown.children[1].textContent, "2 earlier messages");
  assert.equal(shown.isConnected, true);
  advance(stream(5, 6, running("")));
  assert.equal(shown.querySelector(".left-out"), null);
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

function ended(cursor, time, pressed = "false") {
  const feedback = `<div class="feedback__thumbs"><button aria-pressed="${pressed}"></button></div>`;
  const done = answer("done", cursor, "all of it").replace("<article", `<article data-ended="${time}"`);
  return done.replace("</article>", `${feedback}</article>`);
}

test("an answer stays the same element while its end is the same, whatever cursor it was followed by", () => {
  advance(stream(3, 4, ended("7", "2026-01-01")));
  const shown = log.firstChild;
  advance(stream(4, 5, ended("", "2026-01-01")));
  assert.equal(log.firstChild, shown);
  advance(stream(5, 6, ended("", "2026-01-02")));
  assert.notEqual(log.firstChild, shown);
});

test("what somebody thinks of an answer changes nothing else of it, and the focus stays", () => {
  advance(stream(3, 4, ended("7", "2026-01-01")));
  const [button] = log.querySelectorAll("button");
  button.focus();
  advance(stream(4, 5, ended("", "2026-01-01", "true")));
  assert.equal(log.querySelector("button"), button);
  assert.equal(button.getAttribute("aria-pressed"), "true");
  assert.equal(document.activeElement, button);
});

test("a chat that is not shown is none of this page's business", () => {
  log.remove();
  assert.ok(advance(stream(9, 10)));
});

function message(id, parent = "", text = id) {
  return `<div id="message_${id}" data-parent="${parent}">${text}</div>`;
}

function compared(first, ...rest) {
  const answers = [first, ...rest].map(
    (id) => `<article id="message_${id}" data-parent="q" data-status="done">${id}</article>`,
  );
  return `<div class="compare" id="compare_${first}" data-parent="q">${answers.join("")}</div>`;
}

function ids() {
  return [...log.children].map(({ id }) => id);
}

test("a message takes the place of the branch that followed its parent", () => {
  advance(stream(3, 4, message("1") + message("2", "1") + message("3", "2")));
  advance(stream(4, 5, message("2b", "1") + message("3b", "2b")));
  assert.deepEqual(ids(), ["message_1", "message_2b", "message_3b"]);
});

test("another first message takes the place of all", () => {
  advance(stream(3, 4, message("1") + message("2", "1")));
  log.prepend(element('<turbo-frame class="earlier"></turbo-frame>'));
  advance(stream(4, 5, message("1b") + message("2b", "1b")));
  assert.deepEqual(ids(), ["message_1b", "message_2b"]);
});

test("answers side by side are one unit, of which one may be gone on with", () => {
  advance(stream(3, 4, message("q") + compared("a", "b")));
  assert.deepEqual(ids(), ["message_q", "compare_a"]);
  advance(stream(4, 5, message("b", "q")));
  assert.deepEqual(ids(), ["message_q", "message_b"]);
});

test("who goes on with one of them leaves the others", () => {
  advance(stream(3, 4, message("q") + compared("a", "b")));
  advance(stream(4, 5, message("a", "q") + message("next", "a")));
  assert.deepEqual(ids(), ["message_q", "message_a", "message_next"]);
});

test("of answers side by side each is renewed by itself", () => {
  advance(stream(3, 4, message("q") + compared("a", "b")));
  const [a] = log.querySelector(".compare").children;
  advance(stream(4, 5, compared("a", "b", "c")));
  assert.deepEqual(ids(), ["message_q", "compare_a"]);
  assert.equal(log.querySelectorAll(".compare > article").length, 3);
  assert.equal(log.querySelector(".compare").firstChild, a);
});

test("a message whose parent is further up than the page reaches turns the page", () => {
  let turned = 0;
  log.addEventListener("chat:turned", () => turned++);
  advance(stream(3, 4, message("8") + message("9", "8")));
  advance(stream(4, 5, message("4b", "3")));
  assert.equal(turned, 1);
  assert.deepEqual(ids(), ["message_8", "message_9"]);
});

test("what is new below a stretch in the middle is left for later", () => {
  let turned = 0;
  log.addEventListener("chat:turned", () => turned++);
  advance(stream(3, 4, message("1") + message("2", "1")));
  log.append(element('<turbo-frame class="later"></turbo-frame>'));
  advance(stream(4, 5, message("9", "8")));
  assert.equal(turned, 0);
  assert.equal(ids().length, 3);
  advance(stream(5, 6, message("2b", "1")));
  assert.deepEqual(ids(), ["message_1", "message_2b"]);
});
