import assert from "node:assert/strict";
import { test } from "node:test";

import { Shortcuts } from "../src/shortcuts.js";

const ROWS = [
  ["palette", "Mod+k"],
  ["help", "? Mod+/"],
  ["new", "n"],
  ["other", "Shift+n"],
  ["leave", "Escape"],
].map(([shortcut, keys]) => ({ dataset: { shortcut, keys } }));

const [linux, apple] = ["Linux x86_64", "MacIntel"].map((platform) => new Shortcuts(ROWS, platform));

function found(shortcuts, key, details = {}) {
  return shortcuts.find({ key, code: "", ...details })?.name;
}

test("a key is found by what it is", () => {
  assert.equal(found(linux, "n"), "new");
  assert.equal(found(linux, "N"), "new"); // with Caps Lock
  assert.equal(found(linux, "N", { shiftKey: true }), "other");
  assert.equal(found(linux, "Escape"), "leave");
  assert.equal(found(linux, "x"), undefined);
});

test("a sign is found wherever a keyboard has it", () => {
  assert.equal(found(linux, "?", { shiftKey: true }), "help");
  assert.equal(found(linux, "?"), "help");
  assert.equal(found(linux, "/", { ctrlKey: true, shiftKey: true }), "help");
});

test("letters of other scripts count by their place", () => {
  assert.equal(found(linux, "л", { code: "KeyK", ctrlKey: true }), "palette");
  assert.equal(found(linux, "k", { code: "KeyV", ctrlKey: true }), "palette"); // of a Dvorak keyboard
});

test("Ctrl is Command on Apple's machines, where Ctrl belongs to the text field", () => {
  assert.equal(found(linux, "k", { ctrlKey: true }), "palette");
  assert.equal(found(linux, "k", { metaKey: true }), undefined);
  assert.equal(found(apple, "k", { metaKey: true }), "palette");
  assert.equal(found(apple, "k", { ctrlKey: true }), undefined);
});

test("with Alt or AltGr a key is somebody else's", () => {
  assert.equal(found(linux, "n", { altKey: true }), undefined);
  assert.equal(found(linux, "k", { altKey: true, ctrlKey: true }), undefined);
});

test("keys are named in the words of the sheet", () => {
  const words = { mod: "Strg", shift: "Umschalt", escape: "Esc" };
  assert.deepEqual(linux.label("Mod+k", words), ["Strg", "K"]);
  assert.deepEqual(apple.label("Mod+k", words), ["⌘", "K"]);
  assert.deepEqual(linux.label("Shift+n", words), ["Umschalt", "N"]);
  assert.deepEqual(linux.label("Escape", words), ["Esc"]);
});
