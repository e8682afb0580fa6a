const waiting = new WeakMap();
const failed = new Map();

const observer = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) arrive(target);
  },
  { rootMargin: "600px 0px" },
);

// What could not be loaded is loaded when the server is there again.
document.addEventListener("live:open", () => {
  for (const [element, act] of failed) whenNear(element, act);
  failed.clear();
});

// Calls `act(element)` once, when the element comes near the screen.
export function whenNear(element, act) {
  waiting.set(element, act);
  observer.observe(element);
}

async function arrive(element) {
  observer.unobserve(element);
  const act = waiting.get(element);
  waiting.delete(element);
  if (!act || !element.isConnected) return;
  try {
    await act(element);
  } catch {
    failed.set(element, act);
  }
}
