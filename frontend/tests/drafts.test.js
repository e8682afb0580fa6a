import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Draft, freshId } from "../src/drafts.js";

let stored;

beforeEach(() => {
  stored = new Map();
  globalThis.localStorage = {
    getItem: (key) => stored.get(key) ?? null,
    setItem: (key, value) => stored.set(key, value),
    removeItem: (key) => stored.delete(key),
  };
});

test("a draft is kept per chat", () => {
  new Draft("1:a").write({ text: "for a" });
  assert.equal(new Draft("1:a").read().text, "for a");
  assert.equal(new Draft("1:b").read().text, "");
});

test("an empty draft leaves nothing behind", () => {
  const draft = new Draft("1:a");
  draft.write({ text: "for a" });
  draft.write({ text: "" });
  assert.equal(stored.size, 0);
});

test("a storage that refuses does not stop anybody from writing", () => {
  globalThis.localStorage.setItem = () => {
    throw new Error("full");
  };
  new Draft("1:a").write({ text: "for a" });
});

test("what somebody else put there is no draft", () => {
  stored.set("palaver:draft:1:a", "{");
  assert.deepEqual(new Draft("1:a").read(), { text: "" });
});

test("identifiers are random UUIDs", () => {
  assert.match(freshId(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.notEqual(freshId(), freshId());
});
