/** The sentences of this page in the person's language: `say("left", {n: 3})`. */

let found = null;

function words() {
  if (!found) found = JSON.parse(document.getElementById("words").textContent);
  return found;
}

/** A sentence by its name, `%(name)s` filled in; of a sentence with plural forms the one for `n`. */
export function say(name, values = {}) {
  const sentence = words()[name];
  if (sentence === undefined) throw new Error(`no words for ${name}`);
  return filled(typeof sentence === "string" ? sentence : plural(sentence, values.n), values);
}

/** A whole table of words by its name. */
export function table(name) {
  return words()[name];
}

/** `%(name)s` filled in. */
export function filled(sentence, values) {
  return sentence.replace(/%\((\w+)\)[sd]/g, (_, name) => String(values[name]));
}

function plural(forms, n) {
  const kind = new Intl.PluralRules(document.documentElement.lang).select(n);
  return forms[kind] || forms.other;
}

/** What the page starts from. */
export function boot() {
  return JSON.parse(document.getElementById("boot").textContent);
}
