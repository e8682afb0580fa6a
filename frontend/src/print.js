// On paper a link is followed by its address, unless that is its text already.
window.addEventListener("beforeprint", () => {
  for (const link of document.querySelectorAll(".prose a[href]")) {
    link.toggleAttribute("data-bare", isAddress(link.textContent, link.href));
  }
});

function isAddress(text, href) {
  return [text, `https://${text}`, `http://${text}`, `mailto:${text}`].some((it) => same(it, href));
}

function same(text, href) {
  return text.replace(/\/$/, "") === href.replace(/\/$/, "");
}
