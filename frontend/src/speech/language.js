const SCRIPTS = [
  ["ja", /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ["ko", /\p{Script=Hangul}/u],
  ["zh", /\p{Script=Han}/u],
  ["ar", /\p{Script=Arabic}/u],
  ["he", /\p{Script=Hebrew}/u],
  ["ru", /\p{Script=Cyrillic}/u],
  ["el", /\p{Script=Greek}{3}/u],
  ["hi", /\p{Script=Devanagari}/u],
  ["th", /\p{Script=Thai}/u],
];
// Short words that are frequent in one language and rare in the others.
const WORDS = {
  de: "der die und ist nicht ein eine das zu mit auf für den dem sich auch",
  en: "the and of to is that it for with as are this you be not have",
  es: "el los las y que es una por con para del como pero más se",
  fr: "le les et des est une que pour dans qui pas sur avec vous ce",
  it: "il che di è per una con non sono della gli anche più come nel",
  nl: "het een van en is dat niet met voor zijn op ook maar deze wordt",
  pl: "i w nie na się jest że do to jak dla przez ale oraz może",
  pt: "o os que e não uma com para por mais como dos também é são",
  sv: "och att det är som en på av för inte med till ett den kan",
};
const LEAST = 2; // such words

// The language of a text, from what is known of it, from how it looks, or from all that it stands in; "" where
// nothing tells.
export function languageOf(text, block) {
  return statedOf(block) || byScript(text) || byWords(text) || byWords(block.parentElement.textContent);
}

// What the page as a whole is in, says nothing of an answer.
function statedOf(block) {
  const stated = block.closest("[lang]");
  return stated && stated !== document.documentElement ? stated.lang : "";
}

function byScript(text) {
  return SCRIPTS.find(([, script]) => script.test(text))?.[0] ?? "";
}

function byWords(text) {
  const found = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const counts = Object.entries(WORDS).map(([lang, words]) => {
    const known = new Set(words.split(" "));
    return [lang, found.filter((word) => known.has(word)).length];
  });
  const [lang, count] = counts.reduce((best, next) => (next[1] > best[1] ? next : best));
  return count >= LEAST ? lang : "";
}
