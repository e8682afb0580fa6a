const waiting = new WeakMap();

const observer = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) arrive(target);
  },
  { rootMargin: "600px 0px" },
);

// Calls `act(element)` once, when the element comes near the screen.
export function whenNear(element, act) {
  waiting.set(element, act);
  observer.observe(element);
}

function arrive(element) {
  observer.unobserve(element);
  const act = waiting.get(element);
  waiting.delete(element);
  if (element.isConnected) act?.(element);
}
