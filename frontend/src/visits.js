import { config } from "@hotwired/turbo";

import { erase } from "./enrich/diagram.js";

// A button that is disabled while its form is sent would lose the focus.
config.forms.submitter = "aria-disabled";

// What Turbo keeps of a page is what a reader would find there anew.
document.addEventListener("turbo:before-cache", () => {
  erase(document);
  for (const menu of document.querySelectorAll("[popover]:popover-open")) menu.hidePopover();
});

// Elements that arrived over the socket were rendered for nobody in particular, without a token.
document.addEventListener("turbo:before-fetch-request", ({ detail: { fetchOptions } }) => {
  if (!["GET", "HEAD"].includes(fetchOptions.method.toUpperCase())) {
    fetchOptions.headers["X-CSRFToken"] = token();
  }
});

// Signed out meanwhile: a frame is answered by the sign-in page, which wants the whole window.
document.addEventListener("turbo:frame-missing", (event) => {
  event.preventDefault();
  if (event.detail.response.redirected) event.detail.visit(event.detail.response);
});

function token() {
  return document.querySelector('meta[name="csrf-token"]').content;
}

// Turbo throws the failure of a request again after it has told of it, and the end of one that it gave up
// itself while its body was read, both where nobody can catch them.
const told = new WeakSet();
document.addEventListener("turbo:fetch-request-error", ({ detail: { error } }) => told.add(error));
window.addEventListener("unhandledrejection", (event) => {
  const { reason } = event;
  if (reason instanceof Error && (reason.name === "AbortError" || told.has(reason))) event.preventDefault();
});
