// <turbo-stream action="advance" target="chat_…" from="3" to="5">: leads a chat's log from one version to
// the next. Returns false if the log is older than `from`, so that the caller asks for what it missed.
export function advance(stream) {
  const log = document.getElementById(stream.getAttribute("target"));
  if (!log) return true;
  const [from, to] = ["from", "to"].map((name) => Number(stream.getAttribute(name)));
  const version = Number(log.dataset.version);
  if (version >= to) return true;
  if (version < from) return false;
  for (const message of [...stream.templateContent.children]) place(log, message);
  log.dataset.version = to;
  log.dispatchEvent(new CustomEvent("chat:advance", { bubbles: true, detail: titleOf(stream) }));
  return true;
}

export function gap(stream) {
  document.getElementById(stream.getAttribute("target"))?.dispatchEvent(new CustomEvent("chat:gap"));
}

function place(log, message) {
  const shown = document.getElementById(message.id);
  if (!shown) log.append(message);
  else if (isLive(shown) && isLive(message)) shown.querySelector("palaver-answer").restate();
  else if (!sameState(shown, message)) shown.replaceWith(message);
}

// A question never changes, and an answer that ended here is already what the server sends. One that runs
// here follows a cursor of its own, and states it again: what is on its way may be the end of an earlier run.
function sameState(shown, message) {
  const [one, other] = [shown, message].map((node) => node.querySelector("palaver-answer"));
  if (!one || !other) return one === other;
  if (isLive(shown) || isLive(message)) return false;
  return one.getAttribute("cursor") === other.getAttribute("cursor");
}

function isLive(article) {
  return ["queued", "running"].includes(article.dataset.status);
}

function titleOf(stream) {
  return { title: stream.getAttribute("title") };
}
