const GAP = 8; // px

// Tells the style sheet where a popover has to be to stand above what opens it, and above the message box if
// that is there.
export function placeAbove(popover, opener) {
  const { left } = opener.getBoundingClientRect();
  const { top } = (opener.closest(".composer__box") ?? opener).getBoundingClientRect();
  popover.style.setProperty("--left", `${left}px`);
  popover.style.setProperty("--bottom", `${innerHeight - top + GAP}px`);
  popover.style.setProperty("--room", `${top - 2 * GAP}px`);
}
