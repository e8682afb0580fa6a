import { patch } from "./patch.js";

const UNREAD_BELOW = ".later:not(:has([data-parent]))";
const UNREAD = `.earlier:not(:has([data-parent])), ${UNREAD_BELOW}`;

// <turbo-stream action="advance" target="chat_…" from="3" to="5">: leads a chat's log from one version to
// the next. Returns false if the log is older than `from`, so that the caller asks for what it missed.
export function advance(stream) {
  const log = document.getElementById(stream.getAttribute("target"));
  if (!log) return true;
  const [from, to] = ["from", "to"].map((name) => Number(stream.getAttribute(name)));
  const version = Number(log.dataset.version);
  if (version >= to) return true;
  if (version < from) return false;
  for (const unit of [...stream.templateContent.children]) place(log, unit);
  log.dataset.version = to;
  log.dispatchEvent(new CustomEvent("chat:advance", { bubbles: true, detail: titleOf(stream) }));
  return true;
}

export function gap(stream) {
  document.getElementById(stream.getAttribute("target"))?.dispatchEvent(new CustomEvent("chat:gap"));
}

// A message, or several answers side by side, follows its parent: what stands there instead is another branch.
function place(log, unit) {
  const shown = document.getElementById(unit.id);
  if (shown && !isCompared(shown)) renew(shown, unit);
  else if (makeRoom(log, unit.dataset.parent)) log.append(unit);
}

function renew(shown, unit) {
  renewUnseen(shown, unit);
  renewParts(shown, unit, ":scope > :is(.attached, .answer__wait)");
  if (unit.matches(".compare")) for (const answer of [...unit.children]) renewCompared(shown, answer);
  else if (isLive(shown) && isLive(unit)) shown.querySelector("palaver-answer").restate();
  else if (!sameState(shown, unit)) shown.replaceWith(unit);
  else renewParts(shown, unit, ".feedback__thumbs > button");
}

// What the model does not see of the chat is known once it is about to be asked.
function renewUnseen(shown, unit) {
  const fresh = unit.querySelector(":scope > .left-out")?.cloneNode(true);
  shown.querySelector(":scope > .left-out")?.remove();
  if (fresh) shown.querySelector(".answer__by").after(fresh);
}

// What changes in place, so that a thumb that has the focus keeps it.
function renewParts(shown, unit, selector) {
  const [parts, fresh] = [shown, unit].map((node) => [...node.querySelectorAll(selector)]);
  if (parts.length !== fresh.length) return;
  for (const [index, part] of parts.entries()) patch(part.parentElement, [part], [fresh[index]]);
}

function renewCompared(comparison, answer) {
  const shown = document.getElementById(answer.id);
  if (shown) renew(shown, answer);
  else comparison.append(answer);
}

// Takes away what follows the parent. Where that is not here, it is further up or further down than the page
// reaches: false.
function makeRoom(log, parent) {
  const units = [...log.querySelectorAll("[data-parent]")].filter((unit) => !isCompared(unit));
  const at = units.findIndex((unit) => holds(unit, parent));
  if (parent && at < 0) return outOfReach(log);
  for (const unit of units.slice(at + 1)) unit.remove();
  for (const frame of log.querySelectorAll(parent ? UNREAD_BELOW : UNREAD)) frame.remove();
  return true;
}

function holds(unit, id) {
  const own = `message_${id}`;
  return unit.id === own || [...unit.children].some((answer) => answer.id === own);
}

// What comes after a stretch in the middle of the chat is loaded when the reader gets there.
function outOfReach(log) {
  if (!log.querySelector(UNREAD_BELOW)) log.dispatchEvent(new CustomEvent("chat:turned", { bubbles: true }));
  return false;
}

function isCompared(element) {
  return Boolean(element.parentElement.closest(".compare"));
}

// A question never changes, and an answer that ended here is already what the server sends, if it is the same
// end. One that runs here follows a cursor of its own, and states it again: what is on its way may be the end
// of an earlier run.
function sameState(shown, message) {
  const [one, other] = [shown, message].map((node) => node.querySelector("palaver-answer"));
  if (!one || !other) return one === other;
  if (isLive(shown) || isLive(message)) return false;
  const [end, otherEnd] = [shown.dataset.ended, message.dataset.ended];
  return end || otherEnd ? end === otherEnd : one.getAttribute("cursor") === other.getAttribute("cursor");
}

function isLive(article) {
  return ["queued", "running"].includes(article.dataset.status);
}

function titleOf(stream) {
  return { title: stream.getAttribute("title"), archived: stream.hasAttribute("archived") };
}
