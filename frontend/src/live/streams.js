// The Turbo Streams of a piece of HTML, which act once they are in the page. Not by Turbo's renderStreamMessage(),
// which gives the focus back, a frame later, to what had it before: also to take it from where the reader has gone
// meanwhile.
export function streamsOf(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return document.importNode(template.content, true);
}
