import { LiveSocket } from "./socket.js";

const root = document.documentElement;

// Lives as long as the document, so it survives Turbo's visits.
export const socket = new LiveSocket({
  connect: () => new WebSocket(address()),
  onState(state) {
    root.dataset.live = state;
    announce("live:state");
    if (state === "open") announce("live:open");
  },
  onSignedOut: () => location.reload(),
});

window.addEventListener("offline", () => socket.suspend());
window.addEventListener("online", () => socket.resume());
// An open WebSocket would keep the page out of the back/forward cache.
window.addEventListener("pagehide", () => socket.suspend());
window.addEventListener("pageshow", ({ persisted }) => persisted && socket.resume());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") socket.check();
});

function address() {
  const { protocol, host } = location;
  return `${protocol === "https:" ? "wss" : "ws"}://${host}/ws/live/`;
}

function announce(name) {
  document.dispatchEvent(new CustomEvent(name));
}
