// What can be done, by name. It is always done by pressing what the page itself has for it, so that nothing
// here knows how. Of an answer or a question only the last counts.
export function find(name) {
  if (name in PLACES) return PLACES[name]() ?? null;
  return [...document.querySelectorAll(`[data-command="${name}"]`)].findLast(isThere) ?? null;
}

export function press(element) {
  if (element.closest("[inert]")) document.querySelector(".chats__close").click();
  if (element.matches("a, button, summary, [type=file]")) element.click();
  else if (element.matches("input, textarea, select")) enter(element);
  else if (element.hasAttribute("tabindex")) element.focus();
  else document.activeElement.blur();
}

const PLACES = {
  conversation: () => document.querySelector(".log"),
  "copy-code": () => [...document.querySelectorAll(".log .code [data-copy-target=button]")].at(-1),
  "next-chat": () => beside(1),
  "previous-chat": () => beside(-1),
  sidebar: () => document.querySelector("[data-command=sidebar]"),
  "temporary-chat": () => document.querySelector("[data-command=temporary-chat]"),
};

function enter(field) {
  field.closest("[popover]:not(:popover-open)")?.showPopover();
  field.focus();
  if (field.matches("input")) field.select();
}

function beside(step) {
  const links = [...document.querySelectorAll("#sidebar .chat-item a")].filter(isShown);
  const current = links.findIndex((link) => link.ariaCurrent === "page");
  if (current < 0) return links.at(step > 0 ? 0 : -1);
  return links[current + step];
}

function isThere(element) {
  if (element.disabled || element.ariaDisabled === "true") return false;
  return isShown(element) && isOfTheLast(element.closest(".answer, .ask"));
}

// What is folded away in a menu is there as well, if the menu is.
function isShown(element) {
  const fold = element.closest("[popover]:not(:popover-open), details:not([open])");
  if (!fold) return element.checkVisibility();
  return (fold.matches("details") ? fold : fold.parentElement).checkVisibility();
}

function isOfTheLast(message) {
  if (!message) return true;
  const kind = message.matches(".answer") ? ".answer" : ".ask";
  return [...document.querySelectorAll(`[role=log] ${kind}`)].at(-1) === message;
}
