/** The language a text is probably written in: the writer's own, unless its letters belong to another script. */

const SCRIPTS = [
  [/\p{Script=Arabic}/gu, "ar", ["ar", "ur", "fa"]], [/\p{Script=Cyrillic}/gu, "uk", ["uk", "ru", "bg", "sr"]],
  [/\p{Script=Han}/gu, "zh", ["zh", "ja"]], [/\p{Script=Bengali}/gu, "bn", ["bn"]], [/\p{Script=Sinhala}/gu, "si", ["si"]],
  [/\p{Script=Latin}/gu, "it", ["it", "en", "es", "fr", "pt", "ro", "sq", "tl", "da", "de"]],
];

/** A language tag for `text`, written by somebody who reads `own`. */
export function languageOf(text, own) {
  const counts = SCRIPTS.map(([letters, usual, languages]) => [(text.match(letters) || []).length, usual, languages]);
  const [most, usual, languages] = counts.sort((one, other) => other[0] - one[0])[0];
  if (!most || languages.includes(own.split("-")[0])) return own;
  return usual;
}
