// Type a text and see what three networks take it for, and which tokens they go by. frame.js says when this is loaded.

const { make } = await import(`./elements.js${new URL(import.meta.url).search}`);

export const model = "models/mails.onnx"; // a bag of words, an LSTM and a transformer side by side
export const data = "models/mails.json"; // the tokens, and mails of the test set with what PyTorch says of them
export const style = "demos/mails.css";

const WORDS = {
  zh: {
    text: "文本（英文邮件）",
    hint: "在这里输入或者粘贴一段英文",
    examples: "测试邮件",
    example: (number, kind) => `邮件 ${number}（${kind}）`,
    kinds: { wanted: "正常", spam: "垃圾" },
    clear: "清除",
    networks: "“垃圾”的概率。选择一个网络，看它依据哪些词元：",
    names: { bag: "词袋", lstm: "LSTM", transformer: "Transformer" },
    percent: (share) => `${(100 * share).toFixed(1)}%`,
    empty: "输入一段英文，或者选一封测试邮件。",
    guess: (names, percents) => `“垃圾”的概率：${names.map((name, place) => `${name} ${percents[place]}`).join("，")}。`,
    reasons: (name, more, less) => `${name}：${more ? `支持“垃圾”最多的词元是${more}` : "没有词元支持“垃圾”"}；${less ? `反对最多的是${less}` : "没有词元反对"}。`,
    named: (token, effect) => `“${token}”（${effect}）`,
    list: "、",
    legend: "词元下面的线表示它支持“垃圾”，上面的线表示它反对；颜色越浓，把它换成未知词元之后 logits 之差改变得越多。",
    unknown: "虚线框里的字符不在词表里，网络把它们都当作同一个未知词元。",
    cut: (limit) => `网络只读前 ${limit} 个词元，后面的文字没有读。`,
    shown: "网络读到的词元",
    table: "全部词元的数值",
    token: "词元",
  },
  en: {
    text: "Text (an English mail)",
    hint: "Type or paste an English text here",
    examples: "Test mails",
    example: (number, kind) => `Mail ${number} (${kind})`,
    kinds: { wanted: "wanted", spam: "spam" },
    clear: "Clear",
    networks: "Probability of spam. Choose a network to see which tokens it goes by:",
    names: { bag: "bag of words", lstm: "LSTM", transformer: "transformer" },
    percent: (share) => `${(100 * share).toFixed(1)}\u00a0%`,
    empty: "Type an English text, or choose a test mail.",
    guess: (names, percents) => `Probability of spam: ${names.map((name, place) => `${name} ${percents[place]}`).join(", ")}.`,
    reasons: (name, more, less) => `In the ${name}, ${more ? `the strongest tokens for spam are ${more}` : "no token speaks for spam"}, and ${less ? `the strongest against it are ${less}` : "no token speaks against it"}.`,
    named: (token, effect) => `“${token}” (${effect})`,
    list: ", ",
    legend: "A line below a token means that it speaks for spam, and a line above means that it speaks against. The stronger its color, the more the difference of the logits changes when the token is replaced by the unknown token.",
    unknown: "Characters in dashed boxes aren't in the vocabulary, and the networks read all of them as the same unknown token.",
    cut: (limit) => `The networks read only the first ${limit} tokens, and not the text after them.`,
    shown: "The tokens that the networks read",
    table: "The values of all tokens",
    token: "token",
  },
};
const UNKNOWN = 1; // 0 is padding, which no text has here
const SPAM = 1;
const WAIT = 250; // milliseconds without a key before the networks run
const STRONGEST = 3; // tokens that are named

// ---- Tokens, as hanli.projects.text_classification.bpe divides a text ------------------------------------------------------

const WORD = "\\p{L}\\p{N}_"; // what Python's \w takes; that of JavaScript knows Latin letters only
const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"; // Python's \s
const WORDS_AND_MARKS = new RegExp(`[${WORD}]+|[^${WORD}${SPACE}]+`, "gu");

/** What divides a text into tokens and numbers them; `merges` are pairs with a space between, the first joined first. */
export function makeTokenizer({ characters, merges }) {
  const numbers = new Map([["[PAD]", 0], ["[UNK]", UNKNOWN]]);
  const ranks = new Map(merges.map((pair, rank) => [pair, rank]));
  for (const token of [...characters, ...merges.map((pair) => pair.replace(" ", ""))]) {
    if (!numbers.has(token)) numbers.set(token, numbers.size);
  }

  const divide = (word) => {
    let parts = [...word];
    for (;;) {
      let [best, lowest] = [null, Infinity];
      for (let place = 1; place < parts.length; place++) {
        const pair = `${parts[place - 1]} ${parts[place]}`;
        const rank = ranks.get(pair);
        if (rank < lowest) [best, lowest] = [pair, rank];
      }
      if (best === null) return parts;
      const joined = [];
      for (let place = 0; place < parts.length; place++) {
        const together = place + 1 < parts.length && `${parts[place]} ${parts[place + 1]}` === best;
        joined.push(together ? parts[place] + parts[++place] : parts[place]);
      }
      parts = joined;
    }
  };

  /** The first `limit` tokens, each with its number and whether a word begins with it; `cut` says whether there are more. */
  const read = (text, limit = Infinity) => {
    const tokens = [];
    for (const [word] of text.toLowerCase().matchAll(WORDS_AND_MARKS)) {
      if (tokens.length > limit) break;
      divide(word).forEach((token, place) => tokens.push({ token, number: numbers.get(token) ?? UNKNOWN, begins: !place }));
    }
    return { tokens: tokens.slice(0, limit), cut: tokens.length > limit };
  };
  /** The numbers that a network reads; those of a text without a token are a single unknown one. */
  const encode = (text, limit) => {
    const found = read(text, limit).tokens.map(({ number }) => number);
    return found.length ? found : [UNKNOWN];
  };
  return { read, encode };
}

// ---- What the networks say, and how it changes without each token ---------------------------------------------------------

/** The rows of numbers that a network is given: all tokens, then the same with each token in turn replaced by the unknown one. */
export function hideEach(numbers) {
  const length = numbers.length;
  const rows = new BigInt64Array((length + 1) * length);
  for (let row = 0; row <= length; row++) {
    numbers.forEach((number, place) => { rows[row * length + place] = BigInt(place === row - 1 ? UNKNOWN : number); });
  }
  return { data: rows, dims: [length + 1, length] };
}

/** The probability of spam, and by how much the difference of the logits is lower without each token. */
export function explain(logits) {
  const differences = Array.from({ length: logits.length / 2 }, (_, row) => logits[2 * row + SPAM] - logits[2 * row + 1 - SPAM]);
  return { probability: 1 / (1 + Math.exp(-differences[0])), effects: differences.slice(1).map((one) => differences[0] - one) };
}

// ---- What one sees --------------------------------------------------------------------------------------------------------

const signed = (value) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;

/** The tokens, those of a word side by side, shaded by their effects relative to the strongest. */
function showTokens(tokens, effects) {
  const strongest = Math.max(...effects.map(Math.abs)) || 1;
  const words = [];
  tokens.forEach(({ token, number, begins }, place) => {
    const shown = make("span", { className: "hanli-mails__token", textContent: token, title: signed(effects[place]) });
    shown.style.setProperty("--share", Math.abs(effects[place]) / strongest);
    shown.dataset.effect = effects[place];
    shown.classList.toggle("hanli-mails__token--against", effects[place] < 0);
    shown.classList.toggle("hanli-mails__token--unknown", number === UNKNOWN);
    if (begins) words.push(make("span", { className: "hanli-mails__word" }));
    words.at(-1).append(shown);
  });
  return words.flatMap((word) => [word, " "]);
}

/** The strongest tokens of one sign with their effects, as one text; each token once. */
function nameStrongest(tokens, effects, sign, { named, list }) {
  const seen = new Map();
  tokens.forEach(({ token }, place) => {
    const effect = effects[place];
    if (effect * sign > 0.005 && effect * sign > (seen.get(token) ?? 0) * sign) seen.set(token, effect);
  });
  const order = [...seen].sort(([, one], [, other]) => (other - one) * sign).slice(0, STRONGEST);
  return order.map(([token, effect]) => named(token, signed(effect))).join(list);
}

export function show(place, { language, data: { characters, merges, limit, examples }, run }) {
  const words = WORDS[language];
  const names = Object.keys(words.names);
  const tokenizer = makeTokenizer({ characters, merges });
  const text = make("textarea", { className: "hanli-mails__text", rows: 4, placeholder: words.hint, spellcheck: false });
  const clear = make("button", { type: "button", className: "md-button", textContent: words.clear });
  const guess = make("p", { className: "hanli-mails__guess", textContent: words.empty, ariaLive: "polite" });
  const reasons = make("p", { className: "hanli-mails__reasons", ariaLive: "polite" });
  const shown = make("p", { className: "hanli-mails__tokens", ariaLabel: words.shown, lang: "en" });
  const notes = make("p", { className: "hanli-mails__notes" });
  const rows = make("tbody", {});
  const heads = [words.token, ...names.map((name) => words.names[name])].map((head) => make("th", { scope: "col", textContent: head }));
  const scroll = make("div", { className: "hanli-mails__scroll", tabIndex: 0, ariaLabel: words.table },
    make("table", { className: "hanli-mails__table" }, make("thead", {}, make("tr", {}, ...heads)), rows));
  const values = make("details", { className: "hanli-mails__values" }, make("summary", { textContent: words.table }), scroll);
  scroll.setAttribute("role", "region");
  shown.setAttribute("role", "group");

  const group = `hanli-mails-${Math.random().toString(36).slice(2)}`;
  const bars = names.map((name, number) => {
    const choice = make("input", { type: "radio", name: group, value: name, checked: !number });
    const bar = make("label", {}, choice, make("b", { textContent: words.names[name] }), make("i"), make("span"));
    choice.addEventListener("change", () => showReasons(true));
    return bar;
  });
  const networks = make("fieldset", { className: "hanli-mails__networks" }, make("legend", { textContent: words.networks }), ...bars);

  let result = null; // of the text as it stands: its tokens, and what each network makes of them

  const showReasons = () => {
    const chosen = bars.find((bar) => bar.firstChild.checked).firstChild.value;
    const effects = result?.answers[chosen].effects;
    shown.replaceChildren(...(result ? showTokens(result.tokens, effects) : []));
    reasons.textContent = result
      ? words.reasons(words.names[chosen], nameStrongest(result.tokens, effects, 1, words), nameStrongest(result.tokens, effects, -1, words))
      : "";
  };
  const showResult = () => {
    const answers = result && names.map((name) => result.answers[name]);
    bars.forEach((bar, number) => {
      const share = answers ? answers[number].probability : 0;
      bar.style.setProperty("--share", share);
      bar.dataset.probability = answers ? share : "";
      bar.lastChild.textContent = answers ? words.percent(share) : "–";
    });
    guess.classList.toggle("hanli-mails__guess--heard", result !== null); // the bars show it, but are not read aloud
    guess.textContent = answers
      ? words.guess(names.map((name) => words.names[name]), answers.map(({ probability }) => words.percent(probability)))
      : words.empty;
    const unknown = result?.tokens.some(({ number }) => number === UNKNOWN);
    notes.textContent = result ? [words.legend, unknown && words.unknown, result.cut && words.cut(limit)].filter(Boolean).join(language === "zh" ? "" : " ") : "";
    rows.replaceChildren(...(result?.tokens ?? []).map(({ token }, number) => make("tr", {}, make("th", { scope: "row", lang: "en", textContent: token }),
      ...names.map((name) => make("td", { textContent: signed(result.answers[name].effects[number]) })))));
    values.hidden = !result;
    showReasons();
  };

  let latest = 0; // an answer to an earlier text is thrown away
  const predict = async () => {
    const current = ++latest;
    const { tokens, cut } = tokenizer.read(text.value, limit);
    if (!tokens.length) {
      result = null;
      return showResult();
    }
    const outputs = await run({ tokens: hideEach(tokens.map(({ number }) => number)) });
    if (current !== latest) return;
    result = { tokens, cut, answers: Object.fromEntries(names.map((name) => [name, explain([...outputs[name].data])])) };
    showResult();
  };

  let timer;
  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(predict, WAIT);
  });
  const fill = (words) => {
    clearTimeout(timer);
    text.value = words;
    return predict();
  };
  clear.addEventListener("click", () => fill("").then(() => text.focus()));
  const buttons = examples.map((example, number) => {
    const label = words.example(number + 1, words.kinds[example.class]);
    const button = make("button", { type: "button", className: "md-button", textContent: label });
    button.addEventListener("click", () => fill(example.text));
    return button;
  });

  showResult();
  place.append(make("div", { className: "hanli-mails" },
    make("label", { className: "hanli-mails__entry" }, make("span", { textContent: words.text }), text),
    make("div", { className: "hanli-mails__examples", role: "group", ariaLabel: words.examples }, ...buttons, clear),
    networks, guess, reasons, shown, notes, values));
}
