// Makes the nodes `current` of `parent` look like `fresh`, touching only what differs, so that a
// selection, a scroll position and an open <details> inside them survive. Returns what is there now.
export function patch(parent, current, fresh, before = null) {
  const nodes = fresh.map((node, index) => patchNode(parent, current[index], node, before));
  for (const surplus of current.slice(fresh.length)) surplus.remove();
  return nodes;
}

function patchNode(parent, current, fresh, before) {
  if (!current) return parent.insertBefore(fresh, before);
  if (!alike(current, fresh)) {
    current.replaceWith(fresh);
    return fresh;
  }
  if (current.nodeType === Node.ELEMENT_NODE) patchElement(current, fresh);
  else patchText(current, fresh.data);
  return current;
}

function alike(current, fresh) {
  return current.nodeType === fresh.nodeType && current.nodeName === fresh.nodeName;
}

function patchElement(current, fresh) {
  for (const { name } of [...current.attributes]) {
    if (!fresh.hasAttribute(name) && !isReaders(current, name)) current.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (current.getAttribute(name) !== value) current.setAttribute(name, value);
  }
  patch(current, [...current.childNodes], [...fresh.childNodes]);
}

function isReaders(element, attribute) {
  return attribute === "open" && element.nodeName === "DETAILS";
}

function patchText(node, text) {
  if (node.data === text) return;
  const kept = commonPrefix(node.data, text);
  if (kept === node.data.length) node.appendData(text.slice(kept));
  else node.replaceData(kept, node.data.length - kept, text.slice(kept));
}

function commonPrefix(one, other) {
  const limit = Math.min(one.length, other.length);
  let length = 0;
  while (length < limit && one[length] === other[length]) length++;
  return length;
}
