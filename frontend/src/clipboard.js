// Puts text into the clipboard, and HTML beside it where there is some. Both are promises: a clipboard item
// takes them, so that the click still counts when the text has arrived.
export async function write(text, html) {
  if (!navigator.clipboard) return writeByHand(await text, await html);
  const types = { "text/plain": text, ...(html && { "text/html": html }) };
  const blobs = Object.entries(types).map(([type, value]) => [type, blobOf(value, type)]);
  await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
}

async function blobOf(value, type) {
  return new Blob([await value], { type });
}

// Pages served over plain HTTP to another machine have no clipboard.
function writeByHand(text, html) {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "hidden-text";
  document.body.append(area);
  area.addEventListener("copy", (event) => html && hand(event, text, html));
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) throw new Error("The browser refused to copy.");
}

function hand(event, text, html) {
  event.clipboardData.setData("text/plain", text);
  event.clipboardData.setData("text/html", html);
  event.preventDefault();
}
