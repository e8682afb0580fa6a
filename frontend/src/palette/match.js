const MARKS = /\p{Diacritic}/gu;

// Those of the choices in whose label every word of the query occurs, the likeliest first.
export function matching(choices, query) {
  const words = plain(query).split(/\s+/).filter(Boolean);
  const found = choices.filter(({ label }) => words.every((word) => plain(label).includes(word)));
  if (!words.length) return found;
  return found.sort((one, other) => rank(one.label, words[0]) - rank(other.label, words[0]));
}

function rank(label, word) {
  const at = ` ${plain(label)}`.indexOf(` ${word}`);
  return at < 0 ? Infinity : at;
}

function plain(text) {
  return text.normalize("NFD").replace(MARKS, "").toLowerCase();
}
