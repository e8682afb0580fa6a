const HUES = [190, 250, 300, 350, 40, 85, 140, 220]; // degrees
const SERIES = 12; // as many of a kind as Mermaid has

// The page's colours in the words of Mermaid, which knows neither custom properties nor oklch.
export function colours(element) {
  const of = (colour) => resolved(element, colour);
  const [paper, raised, sunken, tint, line, ink] = [
    "paper",
    "raised",
    "sunken",
    "tint",
    "line-strong",
    "ink",
  ].map((name) => of(`var(--${name})`));
  return {
    background: paper,
    primaryColor: raised,
    primaryTextColor: ink,
    primaryBorderColor: line,
    secondaryColor: tint,
    secondaryTextColor: ink,
    secondaryBorderColor: line,
    tertiaryColor: sunken,
    tertiaryTextColor: ink,
    tertiaryBorderColor: line,
    lineColor: of("var(--ink-2)"),
    textColor: ink,
    edgeLabelBackground: paper,
    noteBkgColor: tint,
    noteTextColor: ink,
    noteBorderColor: line,
    pieTitleTextColor: ink,
    pieSectionTextColor: ink,
    pieLegendTextColor: ink,
    pieStrokeColor: line,
    pieOuterStrokeColor: line,
    pieOpacity: "1",
    ...series(of, ink),
  };
}

function series(of, ink) {
  const all = {};
  for (let number = 0; number < SERIES; number++) {
    const hue = HUES[number % HUES.length];
    const colour = of(`light-dark(oklch(87% 0.07 ${hue}deg), oklch(42% 0.07 ${hue}deg))`);
    Object.assign(all, {
      [`pie${number + 1}`]: colour,
      [`cScale${number}`]: colour,
      [`cScaleLabel${number}`]: ink,
      [`git${number}`]: colour,
      [`gitBranchLabel${number}`]: ink,
      [`fillType${number}`]: colour,
    });
  }
  return all;
}

function resolved(element, colour) {
  element.style.color = `color-mix(in srgb, ${colour}, ${colour})`;
  const [red, green, blue] = getComputedStyle(element).color.match(/-?\d[\d.e-]*/g);
  element.style.color = "";
  return `#${[red, green, blue].map(hexadecimal).join("")}`;
}

function hexadecimal(share) {
  const byte = Math.round(255 * Math.min(1, Math.max(0, share)));
  return byte.toString(16).padStart(2, "0");
}
