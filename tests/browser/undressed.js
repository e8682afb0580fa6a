// The HTML of an element as the server sends it: without what the browser has added, and without what
// differs between two readings of the same state (the form's token, the reader's position, opened details).
(selector) => {
  const copy = document.querySelector(selector).cloneNode(true);
  const each = (what, act) => copy.querySelectorAll(what).forEach(act);
  each("[name=csrfmiddlewaretoken], .code__bar, .diagram", (element) => element.remove());
  each(".code", (block) => {
    for (const name of ["data-controller", "data-done", "data-diagram"]) block.removeAttribute(name);
    for (const name of ["tabindex", "role", "aria-label"]) block.querySelector("pre").removeAttribute(name);
    const code = block.querySelector("code");
    code.textContent = code.textContent;
  });
  each(".math[data-done]", (formula) => {
    const source = formula.querySelector("annotation[encoding='application/x-tex']");
    formula.textContent = (source ?? formula).textContent;
    formula.removeAttribute("data-done");
  });
  each("palaver-answer", (element) => element.removeAttribute("cursor"));
  each("details", (element) => element.removeAttribute("open"));
  copy.normalize();
  return copy.matches("[data-part=body]") ? copy.innerHTML : lines(copy.outerHTML);

  function lines(html) {
    return html.replaceAll("><", ">\n<");
  }
};
