import assert from "node:assert/strict";
import { test } from "node:test";

import { matching } from "../src/palette/match.js";

const CHOICES = ["Show or hide the list", "New chat", "Café in Ljubljana", "Rename chat"].map((label) => ({
  label,
}));

function found(query) {
  return matching(CHOICES, query).map(({ label }) => label);
}

test("every word has to occur, in whatever order and case", () => {
  assert.deepEqual(found("CHAT new"), ["New chat"]);
  assert.deepEqual(found("chat list"), []);
});

test("marks on letters do not matter", () => {
  assert.deepEqual(found("cafe"), ["Café in Ljubljana"]);
});

test("the beginning of a word comes before its middle", () => {
  const labels = ["Unhide", "Hide", "Go and hide"].map((label) => ({ label }));
  assert.deepEqual(
    matching(labels, "hide").map(({ label }) => label),
    ["Hide", "Go and hide", "Unhide"],
  );
});

test("nothing asked for is all there is, as it was", () => {
  assert.equal(found("").length, CHOICES.length);
});
