import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { LiveSocket } from "../src/live/socket.js";

globalThis.reportError = (error) => failures.push(error);

let failures, sockets, states, signedOut, live;

class FakeSocket {
  sent = [];
  closed = false;

  constructor() {
    sockets.push(this);
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.closed = true;
  }

  says(message) {
    this.onmessage({ data: JSON.stringify(message) });
  }
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
  failures = [];
  sockets = [];
  states = [];
  signedOut = 0;
  live = new LiveSocket({
    connect: () => new FakeSocket(),
    onState: (state) => states.push(state),
    onSignedOut: () => signedOut++,
    random: () => 1,
  });
});

function watch(receive = () => {}, cursor = () => "c1") {
  return live.watch("answer", "id", { cursor, receive });
}

function last() {
  return sockets.at(-1);
}

test("it connects when there is something to watch, and states the cursor of that moment", () => {
  let cursor = "old";
  watch(undefined, () => cursor);
  cursor = "new";
  last().onopen();
  assert.deepEqual(last().sent, [["watch", 1, "answer", "id", "new"]]);
  assert.deepEqual(states, ["connecting", "open"]);
});

test("a stream has no cursor to state", () => {
  live.watch("stream", "signed", { receive() {} });
  last().onopen();
  assert.deepEqual(last().sent, [["watch", 1, "stream", "signed"]]);
});

test("frames reach their watch, and are acknowledged by count a moment later", () => {
  const frames = [];
  watch((frame) => frames.push(frame));
  last().onopen();
  last().says([1, "a", "b"]);
  last().says([7, "nobody's"]);
  assert.deepEqual(frames, [["a", "b"]]);
  assert.equal(last().sent.length, 1);
  mock.timers.tick(250);
  assert.deepEqual(last().sent.slice(1), [["ack", 2]]);
});

test("frames that follow each other are acknowledged by the four, a large one at once", () => {
  watch();
  last().onopen();
  for (let n = 0; n < 9; n++) last().says([1, "a"]);
  last().says([1, "a".repeat(10_000)]);
  mock.timers.tick(250);
  assert.deepEqual(last().sent.slice(1), [
    ["ack", 4],
    ["ack", 8],
    ["ack", 10],
  ]);
});

test("what was not acknowledged when the connection was lost is not on the next", () => {
  const wish = watch();
  last().onopen();
  last().says([1, "a"]);
  live.reconnect();
  last().onopen();
  mock.timers.tick(250);
  assert.deepEqual(last().sent, [["watch", 1, "answer", "id", "c1"]]);
  wish.drop();
});

test("a frame that cannot be applied is reported, and does not stop the others", () => {
  watch(() => {
    throw new Error("broken");
  });
  last().onopen();
  last().says([1, "a"]);
  assert.equal(failures.length, 1);
  mock.timers.tick(250);
  assert.deepEqual(last().sent.at(-1), ["ack", 1]);
});

test("pings are answered", () => {
  watch();
  last().onopen();
  last().says(["ping"]);
  assert.deepEqual(last().sent.at(-1), ["pong"]);
});

test("a resync takes a new channel, so that frames under way are not mistaken for answers", () => {
  const frames = [];
  const wish = watch((frame) => frames.push(frame));
  last().onopen();
  wish.resync();
  assert.deepEqual(last().sent.slice(1), [
    ["drop", 1],
    ["watch", 2, "answer", "id", "c1"],
  ]);
  last().says([1, "late"]);
  last().says([2, "right"]);
  assert.deepEqual(frames, [["right"]]);
});

test("a lost connection comes back, later each time, and states everything again", () => {
  watch();
  for (const delay of [500, 1000, 2000]) {
    last().onclose({ code: 1006 });
    const before = sockets.length;
    mock.timers.tick(delay - 1);
    assert.equal(sockets.length, before);
    mock.timers.tick(1);
    assert.equal(sockets.length, before + 1);
  }
  last().onopen();
  assert.deepEqual(last().sent, [["watch", 1, "answer", "id", "c1"]]);
});

test("the delay falls back once frames arrive again", () => {
  watch();
  last().onclose({ code: 1006 });
  mock.timers.tick(500);
  last().onopen();
  last().says([1, "a"]);
  last().onclose({ code: 1006 });
  mock.timers.tick(500);
  assert.equal(sockets.length, 3);
});

test("silence is a lost connection", () => {
  watch();
  last().onopen();
  mock.timers.tick(44_000);
  last().says(["ping"]);
  mock.timers.tick(44_000);
  assert.equal(live.state, "open");
  mock.timers.tick(1_000);
  assert.equal(live.state, "closed");
});

test("a connection that does not open is given up", () => {
  watch();
  mock.timers.tick(10_000);
  assert.ok(sockets[0].closed);
  mock.timers.tick(500);
  assert.equal(sockets.length, 2);
});

test("refused for good, it does not come back", () => {
  watch();
  last().onopen();
  last().onclose({ code: 4403 });
  mock.timers.tick(60_000);
  assert.equal(sockets.length, 1);
  assert.ok(live.refused);
});

for (const end of [(socket) => socket.says(["signed-out"]), (socket) => socket.onclose({ code: 4401 })]) {
  test("signed out, it says so once and stays away", () => {
    watch();
    const socket = last();
    socket.onopen();
    end(socket);
    mock.timers.tick(60_000);
    assert.equal(signedOut, 1);
    assert.equal(sockets.length, 1);
  });
}

test("offline it waits, and online it tries at once", () => {
  watch();
  last().onopen();
  live.suspend();
  mock.timers.tick(120_000);
  assert.equal(sockets.length, 1);
  live.resume();
  assert.equal(sockets.length, 2);
});

test("a page that is looked at again does not wait for the next attempt", () => {
  watch();
  last().onclose({ code: 1006 });
  live.check();
  assert.equal(sockets.length, 2);
});

test("a page that slept doubts its connection", () => {
  watch();
  last().onopen();
  mock.timers.setTime(1_000_000 + 30_000);
  live.check();
  assert.equal(sockets.length, 2);
});

test("with nothing left to watch it closes after a while, and a visit in between keeps it", () => {
  watch().drop();
  last().onopen();
  const wish = watch();
  mock.timers.tick(6_000);
  assert.equal(live.state, "open");
  wish.drop();
  mock.timers.tick(5_000);
  assert.equal(live.state, "closed");
});

test("a stop goes out only on an open connection", () => {
  const wish = watch();
  assert.equal(wish.stop(), false);
  last().onopen();
  assert.equal(wish.stop(), true);
  assert.deepEqual(last().sent.at(-1), ["stop", 1]);
});
