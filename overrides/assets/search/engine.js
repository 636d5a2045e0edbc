/* Finds sections. MiniSearch scores the words of titles, text and code; what is typed becomes words with weights here, and
   what is found becomes pages, best first, in the form that Material's search box draws. */
"use strict";

const TITLES = { title: 4, page: 3, summary: 1.5 };
const BODIES = { text: 1, code: 0.3 };
// A title counts the same whether short or long; a long section is held back a little for saying a word often.
const TITLE_LENGTH = { k: 3, b: 0, d: 0.5 };
const BODY_LENGTH = { k: 3, b: 0.3, d: 0.5 };
const SYNONYM = 0.8; // the weight of a word that the reader means, against 1 for a word typed
const PART = { ofKnownName: 0.1, ofUnknownName: 0.5 };
const WHOLE_TITLE = { same: 2, within: 1.2 }; // a heading that says nothing but the words typed, and one that says them all
const OTHER_SECTIONS = 0.1; // what further sections add to a page
const MOST = { pages: 30, sections: 6, marks: 12, codeWords: 6 };
const WEAKEST = 0.05; // of the best page's score

/** MiniSearch keeps words in a radix tree, which is slow where thousands of Han characters leave one node. Words of Han need
    no tolerance, so they stand in a plain map, and so does the way to every word already met. */
class WordIndex {
  constructor(tree) {
    this.tree = tree;
    this.known = new Map();
  }

  get size() {
    return this.known.size;
  }

  get(word) {
    return this.known.get(word);
  }

  fetch(word, create) {
    let data = this.known.get(word);
    if (data === undefined) {
      data = isHan(word) ? create() : this.tree.fetch(word, create);
      this.known.set(word, data);
    }
    return data;
  }

  atPrefix(start) {
    return isHan(start) ? [...this.known].filter(([word]) => word.startsWith(start)) : this.tree.atPrefix(start);
  }

  fuzzyGet(word, distance) {
    return isHan(word) ? new Map() : this.tree.fuzzyGet(word, distance);
  }
}

/** A text as lower-case words and runs of Han characters, with spaces between. */
function spaced(text) {
  return (text.normalize("NFKC").match(WORD) ?? []).join(" ").toLowerCase();
}

/** Whether a spaced text holds a spaced phrase; Latin words only as wholes. */
function holds(text, phrase) {
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) {
    const opens = at === 0 || text[at - 1] === " " || isHan(phrase);
    const after = text[at + phrase.length] ?? " ";
    if (opens && (after === " " || isHan(phrase.at(-1)))) return true;
  }
  return false;
}

function escapeHtml(text) {
  return text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);
}

/** HTML of a text in which the words are marked. */
function withMarks(text, words) {
  let html = "";
  let done = 0;
  for (const [start, end] of occurrences(text, words)) {
    html += `${escapeHtml(text.slice(done, start))}<mark>${escapeHtml(text.slice(start, end))}</mark>`;
    done = end;
  }
  return html + escapeHtml(text.slice(done));
}

/** The stretch of a text that says most of the words, with a little before it. */
function excerpt(text, words) {
  const length = /[\u3400-\u9fff]/.test(text) ? 90 : 180;
  const found = occurrences(text, words);
  let best = [0, 0];
  found.forEach(([start], i) => {
    const within = found.slice(i).filter(([, end]) => end <= start + length).length;
    if (within > best[0]) best = [within, start];
  });
  let start = Math.max(0, best[1] - length / 4);
  if (start && text.lastIndexOf(" ", best[1]) > start) start = text.indexOf(" ", start) + 1;
  const cut = text.slice(start, start + length);
  return `${start ? "… " : ""}${cut}${start + length < text.length ? " …" : ""}`;
}

/** The hits of two indexes as one list, best first. MiniSearch multiplies a sum of scores by the number of the words found, so
    the sums are added and multiplied by the number of the words found in either. */
function merge(first, second) {
  const merged = new Map(first.map((hit) => [hit.id, { ...hit, sum: hit.score / hit.queryTerms.length }]));
  for (const { id, score, terms, queryTerms } of second) {
    const known = merged.get(id) ?? { id, sum: 0, terms: [], queryTerms: [] };
    const union = (name, more) => [...new Set([...known[name], ...more])];
    merged.set(id, {
      id,
      sum: known.sum + score / queryTerms.length,
      terms: union("terms", terms),
      queryTerms: union("queryTerms", queryTerms),
    });
  }
  const hits = [...merged.values()].map((hit) => ({ ...hit, score: hit.sum * hit.queryTerms.length }));
  return hits.sort((a, b) => b.score - a.score || a.id - b.id);
}

/** An index of some fields of the sections. */
function makeIndex(fields) {
  const index = new MiniSearch({
    fields: Object.keys(fields),
    tokenize: (text, field) => (field === "code" ? new Set(indexWords(text)) : indexWords(text)),
    processTerm: (word) => word,
  });
  index._index = new WordIndex(index._index);
  return index;
}

class Engine {
  /** Index the headings that tools/search/index.py wrote; the texts under them come later, by `addTexts`. */
  constructor({ pages, synonyms, stop }) {
    this.sections = [];
    this.firstOf = new Map();
    for (const [url, weight, description, sections] of pages) {
      this.firstOf.set(url, this.sections.length);
      for (const [anchor, title] of sections) {
        const id = this.sections.length;
        const summary = id === this.firstOf.get(url) ? description : "";
        this.sections.push({ id, url, weight, anchor, title, page: sections[0][1], summary, text: "", code: "" });
      }
    }
    this.headings = makeIndex(TITLES);
    this.headings.addAll(this.sections);
    this.bodies = makeIndex(BODIES);
    this.stopWords = new Set(stop.filter((word) => !isHan(word)));
    const stopRuns = stop.filter(isHan).sort((a, b) => b.length - a.length);
    this.stopRuns = stopRuns.length ? new RegExp(stopRuns.join("|")) : /$^/;
    this.synonyms = synonyms.map(([typed, terms]) => ({ typed: typed.map(spaced), terms }));
    this.phrases = this.collectPhrases(synonyms);
    this.titles = this.sections.map(({ title }) => new Set(this.typedWords(title).flatMap(indexWords)));
  }

  /** Index the texts and the words of code of a page's sections. */
  addTexts(url, texts) {
    texts.forEach(([text, code], i) => {
      const section = this.sections[this.firstOf.get(url) + i];
      this.bodies.add(Object.assign(section, { text, code }));
    });
  }

  knows(word) {
    return [this.headings, this.bodies].some((index) => index._index.get(word));
  }

  /** What can complete a word that is being typed: names in titles, and the terms of the synonyms. */
  collectPhrases(synonyms) {
    const counts = new Map();
    const count = (phrase) => counts.set(phrase, (counts.get(phrase) ?? 0) + 1);
    for (const { title } of this.sections) {
      for (const word of title.match(WORD) ?? []) if (!isHan(word) && word.length > 3) count(word.toLowerCase());
    }
    for (const [, terms] of synonyms) for (const term of terms) if (!/\s/.test(term)) count(term.toLowerCase());
    return [...counts].sort((a, b) => b[1] - a[1]).map(([phrase]) => phrase);
  }

  /** What is typed, without stop words; all of it, if nothing else is left. */
  typedWords(query) {
    const all = query.normalize("NFKC").match(WORD) ?? [];
    const kept = all.flatMap((word) => {
      if (isHan(word)) return word.split(this.stopRuns).filter((run) => run);
      return this.stopWords.has(word.toLowerCase()) ? [] : [word];
    });
    return kept.length ? kept : all;
  }

  /** The words to look for, each with its weight: those typed, the parts of names, and what synonyms say is meant. */
  weigh(query) {
    const weights = new Map();
    const add = (word, weight) => weights.set(word, Math.max(weight, weights.get(word) ?? 0));
    const typed = this.typedWords(query);
    for (const word of typed) {
      const [whole, ...rest] = indexWords(word);
      add(whole, 1);
      const part = this.knows(whole) ? PART.ofKnownName : PART.ofUnknownName;
      for (const each of rest) add(each, isHan(each) ? 1 : part);
    }
    const text = spaced(query);
    const meant = [];
    for (const { typed: phrases, terms } of this.synonyms) {
      const held = phrases.filter((phrase) => holds(text, phrase));
      if (!held.length) continue;
      meant.push(...held);
      for (const word of terms.flatMap(indexWords)) if (!this.stopWords.has(word)) add(word, SYNONYM);
    }
    // A word of which a synonym was found is not missing.
    const plainly = typed.filter((word) => !meant.some((phrase) => holds(phrase, spaced(word)) || holds(spaced(word), phrase)));
    return { weights, plainly };
  }

  /** What a find counts more if its heading says all that was typed. */
  titleBonus(id, typed) {
    const title = this.titles[id];
    if (!typed.every((word) => title.has(word))) return 1;
    return title.size === new Set(typed).size ? WHOLE_TITLE.same : WHOLE_TITLE.within;
  }

  /** The sections found, best first; the words typed that have no synonym; the words too common to be marked. */
  rank(query) {
    const { weights, plainly } = this.weigh(query);
    const typed = this.typedWords(query).flatMap(indexWords);
    const counts = (word) => weights.get(word) >= PART.ofUnknownName;
    const search = (index, boost, bm25) =>
      index.search(
        { combineWith: "OR", queries: [...weights.keys()] },
        {
          boost,
          bm25,
          tokenize: (word) => [word],
          boostTerm: (word) => weights.get(word),
          boostDocument: (id) => this.sections[id].weight * this.titleBonus(id, typed),
          prefix: (word) => (isHan(word) ? word.length === 1 : word.length >= 4 && counts(word)),
          fuzzy: (word) => !isHan(word) && word.length >= 5 && counts(word) && 0.2,
        },
      );
    const hits = merge(search(this.headings, TITLES, TITLE_LENGTH), search(this.bodies, BODIES, BODY_LENGTH));
    const quiet = new Set([...weights].filter(([, weight]) => weight === PART.ofKnownName).map(([word]) => word));
    return { hits, plainly, quiet };
  }

  /** Pages with their sections, best first, and a completion of the last word, as Material's search box takes them. */
  search(query) {
    const { hits, plainly, quiet } = this.rank(query);
    const pages = new Map();
    for (const hit of hits) {
      const { url } = this.sections[hit.id];
      if (!pages.has(url)) pages.set(url, []);
      pages.get(url).push(hit);
    }
    const scored = [...pages.values()].map((found) => {
      const others = found.slice(1, MOST.sections).reduce((sum, hit) => sum + hit.score, 0);
      return { found, score: found[0].score + OTHER_SECTIONS * others };
    });
    scored.sort((a, b) => b.score - a.score);
    const items = scored
      .slice(0, MOST.pages)
      .filter(({ score }) => score >= WEAKEST * scored[0].score)
      .map(({ found, score }) => this.pageItems(found, score, plainly, quiet));
    return { items, suggest: this.complete(query) };
  }

  /** The sections of a page as items; the page itself is always among them. */
  pageItems(found, score, plainly, quiet) {
    const items = found.slice(0, MOST.sections).map((hit) => {
      const missing = plainly.filter((word) => !indexWords(word).some((each) => hit.queryTerms.includes(each)));
      const said = hit.terms.filter((word) => !quiet.has(word) && !this.stopWords.has(word)).slice(0, MOST.marks);
      const terms = Object.fromEntries([...said.map((word) => [word, true]), ...missing.map((word) => [word, false])]);
      return this.item(hit.id, (score * hit.score) / found[0].score, terms, new Set(said));
    });
    const page = this.firstOf.get(this.sections[found[0].id].url);
    if (!found.slice(0, MOST.sections).some((hit) => hit.id === page)) items.push(this.item(page, 0, {}, new Set()));
    return items;
  }

  item(id, score, terms, words) {
    const { url, anchor, title, summary, text, code } = this.sections[id];
    const prose = excerpt(text || summary, words);
    const names = code.split(" ").filter((name) => name && indexWords(name).some((word) => words.has(word)));
    const inCode = names.slice(0, MOST.codeWords).map((name) => `<code>${escapeHtml(name)}</code>`);
    return {
      location: anchor ? `${url}#${anchor}` : url,
      title: withMarks(title, words),
      text: [withMarks(prose, words), inCode.join(" ")].filter((line) => line).map((line) => `<p>${line}</p>`).join(""),
      score,
      terms,
    };
  }

  /** The word that is being typed, completed; nothing, if no phrase begins so. */
  complete(query) {
    const begun = query.split(/[\s-]+/).at(-1);
    const lower = begun.toLowerCase();
    const phrase = begun && this.phrases.find((each) => each.startsWith(lower) && each !== lower);
    return phrase ? [begun + phrase.slice(begun.length)] : [];
  }
}
