const LONGEST = 200; // characters; Chromium falls silent some fifteen seconds into an utterance

// The text in pieces that end where a sentence does, or else a word.
export function sentences(text, lang) {
  const pieces = [];
  for (const sentence of segments(text, lang, "sentence")) {
    const parts = sentence.length > LONGEST ? segments(sentence, lang, "word") : [sentence];
    for (const part of parts) add(pieces, part);
  }
  return pieces.map((piece) => piece.trim()).filter(Boolean);
}

function add(pieces, part) {
  const joined = `${pieces.at(-1) ?? ""}${part}`;
  if (pieces.length && joined.length <= LONGEST) pieces[pieces.length - 1] = joined;
  else pieces.push(part);
}

function segments(text, lang, granularity) {
  const segmenter = new Intl.Segmenter(lang || undefined, { granularity });
  return [...segmenter.segment(text)].map(({ segment }) => segment);
}
