/* Words, as the index stores them and as a reader types them. Latin words are lower case, whole and in their parts
   (`torch.no_grad`: also torch, no, grad; `DataLoader`: also data, loader). Han characters, which stand without spaces,
   are pairs (随机种子: 随机, 机种, 种子). A change of script ends a word, as in `numpy转tensor`. A number such as 1e-3 is one word. */
"use strict";

const HAN = "\u3400-\u9fff";
const WORD = new RegExp(`[${HAN}]+|\\b\\d+(?:\\.\\d+)?e-\\d+\\b|[a-z0-9_\u00c0-\u024f\u0370-\u03ff]+(?:\\.[a-z0-9_]+)*`, "gi");
const COMPOUND = /[_.]|[a-z0-9][A-Z]|[A-Z][A-Z][a-z]/;
const PARTS = /[A-Z]+(?![a-z])|[A-Z]?[^A-Z_.]+/g;

function isHan(word) {
  return word.charCodeAt(0) >= 0x3400;
}

/** The pairs of neighbours in a run of Han characters; a single character is itself. */
function pairs(run) {
  if (run.length === 1) return [run];
  const found = [];
  for (let i = 0; i + 1 < run.length; i++) found.push(run.slice(i, i + 2));
  return found;
}

/** A Latin word as it is stored: lower case, and without the s of a plural. */
function plain(word) {
  const lower = word.toLowerCase();
  return /[a-z]{4}s$/.test(lower) && !/(?:[isu]s|_s)$/.test(lower) ? lower.slice(0, -1) : lower;
}

/** The parts of a compound name, from large to small: those between dots, then those of each of these. Numbers and single
    signs are no parts. */
function partsOf(word) {
  if (!COMPOUND.test(word)) return [];
  const found = new Set();
  for (const name of word.split(".")) {
    for (const part of [name, ...(name.match(PARTS) ?? [])]) {
      if (part.length > 1 && /\D/.test(part)) found.add(plain(part));
    }
  }
  found.delete(plain(word));
  return [...found];
}

const known = new Map(); // names are met again and again

/** A name as it is stored: whole, then in parts. */
function storedNames(word) {
  let names = known.get(word);
  if (!names) known.set(word, (names = [plain(word), ...partsOf(word)]));
  return names;
}

/** All words under which a text is indexed. */
function indexWords(text) {
  const found = [];
  for (const word of text.match(WORD) ?? []) found.push(...(isHan(word) ? pairs(word) : storedNames(word)));
  return found;
}

/** Where a text says some of the words: pairs of start and end. Marks of neighbours are one. */
function occurrences(text, words) {
  const found = [];
  const mark = (start, end) => {
    const last = found.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else found.push([start, end]);
  };
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (!isHan(word)) {
      if (indexWords(word).some((each) => words.has(each))) mark(index, index + word.length);
      continue;
    }
    pairs(word).forEach((pair, i) => words.has(pair) && mark(index + i, index + i + pair.length));
  }
  return found;
}
