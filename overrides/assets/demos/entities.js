// Find the names in Chinese sentences, and see the lattice that the CRF searches. frame.js says when this is loaded.

const { make } = await import(`./elements.js${new URL(import.meta.url).search}`);

export const model = "models/entities.onnx"; // a bidirectional LSTM, from characters to emissions
export const data = "models/entities.json"; // the characters, the scores of the CRF, and sentences with what PyTorch finds in them
export const style = "demos/entities.css";

const WORDS = {
  zh: {
    text: "中文句子（最多 1,000 个字）",
    hint: "在这里输入句子，最好是《三国演义》那样的文字",
    examples: "例句",
    kinds: { PER: "人名", LOC: "州名", ORG: "势力名" },
    empty: "没有中文的句子：请输入一句，或者选一个例句。",
    none: "路径上没有名字",
    found: (names) => `路径上的名字是${names}`,
    named: (name, kind) => `“${name}”（${kind}）`,
    list: "、",
    sentence: "网格所画的句子",
    lattice: "网格：每列一个字，每行一种标签",
    tag: "标签",
    score: (value) => value.toFixed(2),
    percent: (share) => (share > 0 && share < 0.0001 ? "<0.01%" : `${(100 * share).toFixed(2)}%`),
    path: (names) => names,
    best: (names, score, share) => `最优路径的分数是 ${score}，占全部路径概率的 ${share}；${names}。`,
    forced: (cells) => `固定${cells} 之后`,
    cell: (character, tag) => `“${character}”为 ${tag}`,
    changed: (changes) => `跟着改变的还有${changes}`,
    change: (character, before, after) => `“${character}”（${before} → ${after}）`,
    unchanged: "别的字的标签都不变",
    drop: (score, lost, emissions, transitions) =>
      `分数从原来的最优路径降到 ${score}，低了 ${lost}，其中发射分数${emissions}，转移分数${transitions}`,
    by: (change) => (change < 0 ? `减少 ${(-change).toFixed(2)}` : `增加 ${change.toFixed(2)}`),
    free: (score) => `它就在最优路径上，分数仍然是 ${score}`,
    share: (percent) => `满足这个条件的所有路径合起来占概率的 ${percent}`,
    join: (head, parts) => `${head}，${parts.join("。")}。`,
    release: "取消固定",
    label: (character, tag, percent, onPath, isForced) =>
      `${character}，${tag}，概率 ${percent}${onPath ? "，在最优路径上" : ""}${isForced ? "，已固定" : ""}`,
    legend: "格子里的数是这个字取这种标签的概率（%），不到 0.5% 的写成“·”；粗框和连线是最优路径。选一个格子，就把这个字固定为这种标签，再选一次就取消；用键盘时按方向键移动，按回车键固定。固定之后，格子里的数是满足条件的路径之间的概率，虚线是原来的最优路径。",
    unknown: (characters) => `不在字表里的字：${characters}。网络把它们当作同一个未知词元。`,
    long: (count) => `这一句太长，网格只画前 ${count} 个字。`,
  },
  en: {
    text: "Chinese sentences (up to 1,000 characters)",
    hint: "Type sentences here, best in the style of Romance of the Three Kingdoms",
    examples: "Examples",
    kinds: { PER: "person", LOC: "province", ORG: "state" },
    empty: "There is no Chinese sentence. Type one, or choose an example.",
    none: "it marks no name",
    found: (names) => `it marks ${names}`,
    named: (name, kind) => `${name} (${kind})`,
    list: ", ",
    sentence: "Sentence of the lattice",
    lattice: "Lattice with a column for each character and a row for each tag",
    tag: "tag",
    score: (value) => value.toFixed(2),
    percent: (share) => (share > 0 && share < 0.0001 ? "<0.01\u00a0%" : `${(100 * share).toFixed(2)}\u00a0%`),
    path: (names) => names.replace(/^it/, "this path"),
    best: (names, score, share) => `The best path has a score of ${score} and ${share} of the probability of all paths, and ${names}.`,
    forced: (cells) => `With ${cells}`,
    cell: (character, tag) => `${character} forced to ${tag}`,
    changed: (changes) => `the best path also changes ${changes}`,
    change: (character, before, after) => `${character} (${before} → ${after})`,
    unchanged: "the tags of the other characters stay the same",
    drop: (score, lost, emissions, transitions) =>
      `the score falls by ${lost} to ${score}, because the emissions ${emissions} and the transitions ${transitions}`,
    by: (change) => (change < 0 ? `lose ${(-change).toFixed(2)}` : `gain ${change.toFixed(2)}`),
    free: (score) => `nothing changes, since this is on the best path, and the score is still ${score}`,
    share: (percent) => `all paths that fulfill this have ${percent} of the probability together`,
    join: (head, [first, ...rest]) => `${head}, ${[first, ...rest.map((part) => part[0].toUpperCase() + part.slice(1))].join(". ")}.`,
    release: "Release",
    label: (character, tag, percent, onPath, isForced) =>
      `${character}, ${tag}, probability ${percent}${onPath ? ", on the best path" : ""}${isForced ? ", forced" : ""}`,
    legend: "The number in a cell is the probability of this tag for this character in percent, and a dot means less than 0.5 percent. The thick frames and lines are the best path. Choose a cell to force its tag, and choose it again to release it. On the keyboard, move with the arrow keys and press Enter. After that, the numbers are probabilities among the paths that fulfill the condition, and the dashed line is the best path from before.",
    unknown: (characters) => `Characters that aren't in the vocabulary: ${characters}. The network reads all of them as the same unknown token.`,
    long: (count) => `This sentence is too long, so the lattice shows its first ${count} characters.`,
  },
};
const UNKNOWN = 1; // 0 is padding, which a single sentence has not
const LONGEST = 1000; // characters of the text
const COLUMNS = 80; // of the lattice
const WAIT = 250; // milliseconds without a key before the network runs

// ---- Text, as hanli.projects.named_entities reads it ----------------------------------------------------------------------

/** The Chinese sentences of a text: they end behind 。！？ and the closing quotes that follow; white space is left out. */
export function splitSentences(text) {
  const parts = text.replace(/[ \t\u3000]/g, "").match(/[^。！？\n]+[。！？]*[”’]*/gu) ?? [];
  return parts.filter((part) => /[\u4e00-\u9fff]/u.test(part));
}

/** The names that tags mark: { start, end, kind }, the end behind the last character. */
export function findEntities(tags) {
  const found = [];
  tags.forEach((tag, place) => {
    if (tag === "O") return;
    const [prefix, kind] = [tag[0], tag.slice(2)];
    const last = found.at(-1);
    if (prefix === "I" && last?.end === place && last.kind === kind) last.end += 1;
    else found.push({ start: place, end: place + 1, kind });
  });
  return found;
}

// ---- The CRF: emissions are a list of numbers for each character; forced[t], if given, is the only tag that t may have -------

const restrict = (emissions, forced) => emissions.map((scores, step) =>
  scores.map((score, tag) => ((forced[step] ?? tag) === tag ? score : -Infinity)));

/** The logarithm of the sum of exponentials; that of nothing but -Infinity is -Infinity. */
function logSumExp(values) {
  const largest = Math.max(...values);
  if (largest === -Infinity) return largest;
  return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
}

/** The path with the highest score, as numbers of tags, and this score. */
export function viterbi(emissions, { start, end, transitions }, forced = []) {
  const allowed = restrict(emissions, forced);
  let best = allowed[0].map((score, tag) => start[tag] + score);
  const origins = allowed.slice(1).map((scores) => {
    const origin = scores.map((_, tag) => {
      const values = best.map((value, last) => value + transitions[last][tag]);
      return values.indexOf(Math.max(...values));
    });
    best = scores.map((score, tag) => best[origin[tag]] + transitions[origin[tag]][tag] + score);
    return origin;
  });
  const totals = best.map((value, tag) => value + end[tag]);
  const score = Math.max(...totals);
  const path = [totals.indexOf(score)];
  for (const origin of origins.reverse()) path.unshift(origin[path[0]]);
  return { path, score };
}

/** The logarithm of the sum over all paths, and the probability of each tag at each character: forward, backward. */
export function marginals(emissions, { start, end, transitions }, forced = []) {
  const allowed = restrict(emissions, forced);
  const forward = [allowed[0].map((score, tag) => start[tag] + score)];
  for (const scores of allowed.slice(1)) {
    const total = forward.at(-1);
    forward.push(scores.map((score, tag) => score + logSumExp(total.map((value, last) => value + transitions[last][tag]))));
  }
  const backward = [end];
  for (const scores of allowed.slice(1).reverse()) {
    const total = backward[0];
    backward.unshift(transitions.map((row) => logSumExp(row.map((move, tag) => move + scores[tag] + total[tag]))));
  }
  const logZ = logSumExp(forward.at(-1).map((value, tag) => value + end[tag]));
  const shares = forward.map((row, step) => row.map((value, tag) => Math.exp(value + backward[step][tag] - logZ)));
  return { logZ, shares };
}

/** The part of a path's score that the emissions are; the rest is of the transitions. */
const sumEmissions = (emissions, path) => path.reduce((sum, tag, step) => sum + emissions[step][tag], 0);

// ---- What one sees --------------------------------------------------------------------------------------------------------

const withRole = (role, element) => {
  element.setAttribute("role", role);
  return element;
};

/** A polyline through the middles of cells: from the right edge of each to the left edge of the next. */
function drawPath(path, className) {
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  const moves = path.slice(1).map((tag, step) => `M${step + 0.84} ${path[step] + 0.5}L${step + 1.16} ${tag + 0.5}`);
  line.setAttribute("d", moves.join(""));
  line.setAttribute("class", className);
  return line;
}

/** A sentence with its names marked, each followed by its kind. */
function markNames(characters, entities, kinds) {
  const parts = [];
  let done = 0;
  for (const { start, end, kind } of entities) {
    const name = make("mark", { className: "hanli-names__name", textContent: characters.slice(start, end).join("") });
    name.dataset.kind = kind;
    parts.push(characters.slice(done, start).join(""), name, make("small", { textContent: kinds[kind] }));
    done = end;
  }
  return [...parts, characters.slice(done).join("")];
}

/**
 * The lattice of one sentence in `box`: a grid of buttons with one stop for the tab key, in which arrow keys move.
 * `choose(step, tag)` is called when a cell is chosen; `draw(state)` shows what came of it.
 */
function buildLattice({ characters, known, tags, words, choose }) {
  const width = Math.min(characters.length, COLUMNS);
  const cells = Array.from({ length: width }, (_, step) => tags.map((tag, number) => {
    const cell = make("button", { type: "button", tabIndex: -1 });
    cell.addEventListener("click", () => {
      settle(step, number);
      choose(step, number);
    });
    return cell;
  }));
  const heads = characters.slice(0, width).map((character, step) => {
    const head = withRole("columnheader", make("span", { className: "hanli-names__character", textContent: character, lang: "zh" }));
    head.classList.toggle("hanli-names__character--unknown", !known[step]);
    return head;
  });
  const corner = withRole("columnheader", make("span", { className: "hanli-names__tag", textContent: words.tag }));
  const rows = tags.map((tag, number) => withRole("row", make("div", {},
    withRole("rowheader", make("span", { className: "hanli-names__tag", textContent: tag })),
    ...cells.map((column) => withRole("gridcell", make("span", {}, column[number]))))));
  const grid = withRole("grid", make("div", { ariaLabel: words.lattice }, withRole("row", make("div", {}, corner, ...heads)), ...rows));
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("viewBox", `0 0 ${width} ${tags.length}`);
  drawing.setAttribute("preserveAspectRatio", "none");
  drawing.setAttribute("aria-hidden", "true");

  let stop = [0, 0]; // the cell that the tab key reaches
  const settle = (step, number) => {
    cells[stop[0]][stop[1]].tabIndex = -1;
    stop = [step, number];
    cells[step][number].tabIndex = 0;
  };
  settle(0, 0);
  grid.addEventListener("keydown", (event) => {
    const [step, number] = stop;
    const aims = {
      ArrowLeft: [step - 1, number], ArrowRight: [step + 1, number], ArrowUp: [step, number - 1], ArrowDown: [step, number + 1],
      Home: [0, number], End: [width - 1, number],
    };
    const aim = aims[event.key];
    if (!aim || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    if (!cells[aim[0]]?.[aim[1]]) return;
    settle(...aim);
    cells[aim[0]][aim[1]].focus();
  });

  const draw = ({ path, free, shares, forced }) => {
    cells.forEach((column, step) => column.forEach((cell, number) => {
      const share = shares[step][number];
      const onPath = path[step] === number;
      const isForced = forced[step] === number;
      cell.style.setProperty("--share", share);
      cell.dataset.probability = share;
      cell.textContent = share < 0.005 ? "·" : Math.round(100 * share);
      cell.classList.toggle("hanli-names__best", onPath);
      cell.ariaPressed = String(isForced);
      cell.ariaLabel = words.label(characters[step], tags[number], words.percent(share), onPath, isForced);
    }));
    const before = path.some((tag, step) => tag !== free[step]) ? [drawPath(free.slice(0, width), "hanli-names__before")] : [];
    drawing.replaceChildren(...before, drawPath(path.slice(0, width), "hanli-names__line"));
  };
  const element = make("div", { className: "hanli-names__lattice" }, grid, drawing);
  element.style.setProperty("--columns", width);
  element.style.setProperty("--rows", tags.length);
  return { element, draw };
}

export function show(place, { language, data: { characters: vocabulary, tags, examples, ...crf }, run }) {
  const words = WORDS[language];
  const numbers = new Map([...vocabulary].map((character, number) => [character, number + 2]));
  const text = make("textarea", { className: "hanli-names__text", rows: 2, maxLength: LONGEST, placeholder: words.hint, lang: "zh", spellcheck: false });
  const marked = make("p", { className: "hanli-names__marked", lang: "zh" });
  const summary = make("p", { className: "hanli-names__summary", textContent: words.empty, ariaLive: "polite" });
  const choice = make("select", {});
  const chooser = make("label", { className: "hanli-names__chooser" }, make("span", { textContent: words.sentence }), choice);
  const scroll = withRole("region", make("div", { className: "hanli-names__scroll", tabIndex: 0, ariaLabel: words.lattice }));
  const release = make("button", { type: "button", className: "md-button", textContent: words.release });
  const notes = make("p", { className: "hanli-names__notes" });
  const lattice = make("div", { className: "hanli-names__below" }, chooser, scroll, release, notes);

  let sentences = []; // each with its characters, emissions, and what was chosen in it
  let current = null; // the sentence of the lattice
  let grid = null;

  const kind = (entity, characters) => words.named(characters.slice(entity.start, entity.end).join(""), words.kinds[entity.kind]);
  const tell = ({ characters, path, names }) => {
    const entities = findEntities(path.map((tag) => tags[tag]));
    return names ?? (entities.length ? words.found(entities.map((entity) => kind(entity, characters)).join(words.list)) : words.none);
  };
  const explainForced = (sentence) => {
    const { characters, emissions, forced, free, freeScore, path, score, share } = sentence;
    const cells = forced.flatMap((tag, step) => (tag === undefined ? [] : [words.cell(characters[step], tags[tag])]));
    const changes = path.flatMap((tag, step) => (tag === free[step] || forced[step] !== undefined
      ? [] : [words.change(characters[step], tags[free[step]], tags[tag])]));
    const same = path.every((tag, step) => tag === free[step]);
    const [emitted, total] = [sumEmissions(emissions, path) - sumEmissions(emissions, free), score - freeScore];
    const parts = same
      ? [words.free(words.score(score))]
      : [changes.length ? words.changed(changes.join(words.list)) : words.unchanged,
        words.drop(words.score(score), words.score(-total), words.by(emitted), words.by(total - emitted)), words.path(tell(sentence))];
    return words.join(words.forced(cells.join(words.list)), [...parts, words.share(words.percent(share))]);
  };

  /** Search again under what is forced, and show it. */
  const update = () => {
    const { path, score } = viterbi(current.emissions, crf, current.forced);
    const { logZ, shares } = marginals(current.emissions, crf, current.forced);
    const isForced = current.forced.some((tag) => tag !== undefined);
    Object.assign(current, { path, score, shares, share: Math.exp(logZ - current.logZ) });
    summary.textContent = isForced ? explainForced(current) : words.best(tell(current), words.score(score), words.percent(Math.exp(score - logZ)));
    Object.assign(summary.dataset, { score, path: path.map((tag) => tags[tag]).join(" ") });
    release.hidden = !isForced;
    grid.draw(current);
    showMarked();
  };
  const showMarked = () => marked.replaceChildren(...sentences.flatMap(({ characters, path }) =>
    markNames(characters, findEntities(path.map((tag) => tags[tag])), words.kinds)));
  const showSentence = (number) => {
    current = sentences[number];
    const { characters, known } = current;
    grid = buildLattice({ characters, known, tags, words, choose: (step, tag) => {
      current.forced[step] = current.forced[step] === tag ? undefined : tag;
      update();
    } });
    scroll.replaceChildren(grid.element);
    scroll.scrollLeft = 0;
    const unknown = [...new Set(characters.filter((_, step) => !known[step]))].join("");
    notes.textContent = [words.legend, unknown && words.unknown(unknown), characters.length > COLUMNS && words.long(COLUMNS)]
      .filter(Boolean).join(language === "zh" ? "" : " ");
    update();
  };
  const read = async (sentence) => {
    const characters = [...sentence];
    const known = characters.map((character) => numbers.has(character));
    const tokens = BigInt64Array.from(characters, (character) => BigInt(numbers.get(character) ?? UNKNOWN));
    const { emissions: { data } } = await run({ tokens: { data: tokens, dims: [1, tokens.length] } });
    const emissions = characters.map((_, step) => [...data.slice(step * tags.length, (step + 1) * tags.length)]);
    const { path: free, score: freeScore } = viterbi(emissions, crf);
    const { logZ } = marginals(emissions, crf);
    return { sentence, characters, known, emissions, free, freeScore, path: free, logZ, forced: Array(characters.length).fill(undefined) };
  };

  let latest = 0; // an answer to an earlier text is thrown away
  const predict = async () => {
    const turn = ++latest;
    const found = [];
    for (const sentence of splitSentences(text.value)) {
      found.push(await read(sentence));
      if (turn !== latest) return;
    }
    sentences = found;
    lattice.hidden = !found.length;
    chooser.hidden = found.length < 2;
    choice.replaceChildren(...found.map(({ sentence }, number) => make("option", { value: number, textContent: sentence.slice(0, 16), lang: "zh" })));
    if (found.length) return showSentence(0);
    marked.replaceChildren();
    summary.textContent = words.empty;
    delete summary.dataset.path;
  };

  let timer;
  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(predict, WAIT);
  });
  choice.addEventListener("change", () => showSentence(Number(choice.value)));
  release.addEventListener("click", () => {
    current.forced.fill(undefined);
    update();
    scroll.focus(); // the button is gone
  });
  const buttons = examples.map((example) => {
    const button = make("button", { type: "button", className: "md-button", textContent: example.text, lang: "zh" });
    button.addEventListener("click", () => {
      clearTimeout(timer);
      text.value = example.text;
      predict();
    });
    return button;
  });

  lattice.hidden = true;
  place.append(make("div", { className: "hanli-names" },
    make("label", { className: "hanli-names__entry" }, make("span", { textContent: words.text }), text),
    withRole("group", make("div", { className: "hanli-names__examples", ariaLabel: words.examples }, ...buttons)),
    marked, summary, lattice));
}
