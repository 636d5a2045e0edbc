// Write a quatrain from a first line, and see at each character what else was probable. frame.js says when this is loaded.
// It does what `generate` of hanli.projects.text_generation does, with the same numbers for a seed, so Python writes the same poem.

const { make } = await import(`./elements.js${new URL(import.meta.url).search}`);

export const model = "models/poem.onnx";
export const data = "models/poem.json"; // the characters in the order of their tokens, and which of them rhyme
export const style = "demos/poem.css";

const WORDS = {
  zh: {
    line: "第一句（可以留空）",
    tries: "例如",
    examples: [["深山学剑二十年"], ["春风"], ["明月"], ["", "留空"]],
    write: "写诗",
    stop: "停止",
    next: "换下一个种子",
    temperature: "温度",
    topP: "top-p",
    topK: "top-k（留空表示全部）",
    seed: "种子",
    poem: "诗：用方向键选字",
    hint: "按“写诗”，网络就从第一句接着写。",
    pick: "选中诗里的一个字，这里就列出同一位置上最可能的五个。",
    written: (label, percent, rank) => `${label}：概率 ${percent}，排第 ${rank}。最可能的五个：`,
    instead: (label, percent) => `改成${label}，从这里重写，概率 ${percent}`,
    percent: (share) => (share < 0.001 ? "<0.1%" : `${(100 * share).toFixed(1)}%`),
    quote: (character) => `“${character}”`,
    breaks: "换行 ↵",
    ends: "结束 ■",
    key: "概率是网络给出的，没有经过温度、top-k 和 top-p。↵ 是换行，■ 是结束。按五个字中的一个，网络就从那里接着写。",
    unknown: (characters) => `网络的字表里没有${characters.map((one) => `“${one}”`).join("、")}，请换成别的字；字表只有唐诗里常见的简体字。`,
    stopped: "停下来了。按“写诗”会从头再写。",
    form: (kept) => (kept ? "正好四句七个字" : "不是四句七个字"),
    rhyme: (second, fourth, kept) => `按现代读音，第二句末尾的“${second}”与第四句末尾的“${fourth}”${kept ? "" : "不"}押韵`,
    verdict: (parts) => `${parts.join("；")}。`,
    read: (lines) => `${lines.join("，")}。`,
  },
  en: {
    line: "First line in Chinese (may stay empty)",
    tries: "For example",
    examples: [
      ["深山学剑二十年", "in deep mountains I practice the sword for twenty years"],
      ["春风", "spring wind"],
      ["明月", "bright moon"],
      ["", "empty"],
    ],
    write: "Write",
    stop: "Stop",
    next: "Next seed",
    temperature: "Temperature",
    topP: "Top-p",
    topK: "Top-k (empty for all)",
    seed: "Seed",
    poem: "The poem: choose a character by the arrow keys",
    hint: "Press Write, and the network continues the first line.",
    pick: "Select a character of the poem, and you see the five most probable ones at its position.",
    written: (label, percent, rank) => `${label} has a probability of ${percent} and rank ${rank}. The five most probable:`,
    instead: (label, percent) => `Change it to ${label} and write on from here, probability ${percent}`,
    percent: (share) => (share < 0.001 ? "<0.1\u00a0%" : `${(100 * share).toFixed(1)}\u00a0%`),
    quote: (character) => character,
    breaks: "line break ↵",
    ends: "end ■",
    key: "These are the network's probabilities, before temperature, top-k and top-p. ↵ is a line break and ■ the end. Press one of the five to write on from there.",
    unknown: (characters) =>
      `The network's vocabulary doesn't have ${characters.join(", ")}. Use other characters: it has simplified ones that are common in Tang poems.`,
    stopped: "Stopped. Write begins again from the first line.",
    form: (kept) => (kept ? "Four lines of seven characters" : "Not four lines of seven characters"),
    rhyme: (second, fourth, kept) =>
      `in modern pronunciation ${second} at the end of line 2 and ${fourth} at the end of line 4 ${kept ? "rhyme" : "don't rhyme"}`,
    verdict: (parts) => `${parts.join("; ")}.`,
    read: (lines) => `${lines.join("，")}。`,
  },
};
const [BEGIN, END, SPECIAL] = [1, 2, 4]; // tokens; below SPECIAL no token is a character
const NEVER = [0, 1, 3]; // padding, begin, unknown
const MAX_TOKENS = 40;
const WIDTH = 7; // of a line
const SHOWN = 5;
const PAUSE = 140; // milliseconds between characters

// ---- What generate does ---------------------------------------------------------------------------------------------------

/** The numbers from 0 to 1 of torch.rand(count, dtype=torch.float64) with this seed: a Mersenne Twister, 53 bits of two draws. */
export function uniforms(seed, count) {
  const state = new Uint32Array(624);
  state[0] = seed;
  for (let i = 1; i < 624; i++) state[i] = Math.imul(1812433253, state[i - 1] ^ (state[i - 1] >>> 30)) + i;
  let at = 624;
  const next = () => {
    if (at === 624) {
      for (let i = 0; i < 624; i++) {
        const mixed = (state[i] & 0x80000000) | (state[(i + 1) % 624] & 0x7fffffff);
        state[i] = state[(i + 397) % 624] ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908b0df : 0);
      }
      at = 0;
    }
    let word = state[at++];
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  };
  return Array.from({ length: count }, () => {
    const [high, low] = [next(), next()];
    return ((high & 0x1fffff) * 2 ** 32 + low) * 2 ** -53;
  });
}

/** Softmax; a logit of minus infinity gets 0. */
export function softmax(logits) {
  const largest = logits.reduce((one, other) => Math.max(one, other), -Infinity);
  const shares = Float64Array.from(logits, (logit) => Math.exp(logit - largest));
  const sum = shares.reduce((one, other) => one + other);
  return shares.map((share) => share / sum);
}

/** Tokens, the most probable first. */
const ranked = (shares) => [...shares.keys()].sort((one, other) => shares[other] - shares[one]);

/** One token: the logits are divided by the temperature, cut, and drawn from by a number between 0 and 1. */
export function choose(logits, uniform, { temperature, topK, topP }) {
  if (temperature === 0) return logits.indexOf(logits.reduce((one, other) => Math.max(one, other), -Infinity));
  let cut = Float64Array.from(logits, (logit) => logit / temperature);
  if (topK) {
    const smallest = Float64Array.from(cut).sort().at(-Math.min(topK, cut.length));
    cut = cut.map((logit) => (logit < smallest ? -Infinity : logit));
  }
  if (topP < 1) {
    const shares = softmax(cut);
    let before = 0;
    for (const token of ranked(shares)) {
      if (before >= topP) cut[token] = -Infinity;
      before += shares[token];
    }
  }
  let sum = 0;
  const sums = softmax(cut).map((share) => (sum += share));
  return sums.findIndex((added) => added / sum > uniform);
}

/** What a reader enters, as lines: punctuation ends a line, and so does the seventh character. */
export function toPrompt(entered) {
  const lines = entered.trim().split(/[\s，。！？；：、,.!?;:/]+/);
  if (lines[0] === "") lines.shift();
  if ([...(lines.at(-1) ?? "")].length >= WIDTH) lines.push(""); // a mark at the end has left an empty line as well
  return lines.join("\n");
}

// ---- What one sees ------------------------------------------------------------------------------------------------------

export function show(place, { language, data: { characters, rhymes }, run }) {
  const words = WORDS[language];
  const meanings = [...characters];
  const tokenOf = new Map(meanings.map((character, index) => [character, SPECIAL + index]));
  const BREAK = tokenOf.get("\n");
  const mark = (token) => (token === END ? "■" : token === BREAK ? "↵" : meanings[token - SPECIAL]);
  const label = (token) => (token === END ? words.ends : token === BREAK ? words.breaks : words.quote(mark(token)));

  const field = (name, properties) => {
    const input = make("input", { autocomplete: "off", ...properties });
    return [input, make("label", {}, make("span", { textContent: name }), input)];
  };
  const [line, lineField] = field(words.line, { type: "text", maxLength: 34, lang: "zh-Hans", spellcheck: false });
  const [temperature, temperatureField] = field(words.temperature, { type: "range", min: 0, max: 2, step: 0.1, value: 1 });
  const [topP, topPField] = field(words.topP, { type: "range", min: 0.05, max: 1, step: 0.05, value: 0.9 });
  const [topK, topKField] = field(words.topK, { type: "number", min: 1, step: 1 });
  const [seed, seedField] = field(words.seed, { type: "number", min: 0, max: 4294967295, step: 1, value: 1, required: true });
  for (const [input, itsField] of [[temperature, temperatureField], [topP, topPField]]) {
    const chosen = make("b"); // an output would take the label for itself
    const tell = () => { chosen.textContent = Number(input.value).toFixed(input === topP ? 2 : 1); };
    input.addEventListener("input", tell);
    tell();
    itsField.firstChild.append(" ", chosen);
  }
  const write = make("button", { type: "submit", className: "md-button md-button--primary", textContent: words.write });
  const next = make("button", { type: "button", className: "md-button", textContent: words.next });
  const poem = make("div", { className: "hanli-poem__text", role: "toolbar", ariaLabel: words.poem, lang: "zh-Hans", hidden: true });
  const summary = make("p", { className: "hanli-poem__summary", ariaLive: "polite", textContent: words.hint });
  const told = make("p", { className: "hanli-poem__told", textContent: words.pick });
  const list = make("ul", { hidden: true });
  const key = make("p", { className: "hanli-poem__key", textContent: words.key, hidden: true });
  list.append(...Array.from({ length: SHOWN }, () => {
    const button = make("button", { type: "button" }, make("b", { lang: "zh-Hans" }), make("i"), make("span"));
    return make("li", {}, button);
  }));

  let tokens = []; // of the poem, with the one that begins it
  let given = 0; // so many of them are the first line
  let expected = []; // expected[i]: the logits of tokens[i + 1]
  let selected = 0; // whose alternatives are shown; 0 is none
  let viewed = 0; // the same, or where the mouse is
  let turn = 0; // of writing: a new one ends the one before

  const view = (position) => {
    if (!expected[position - 1]) position = 0; // not read yet
    viewed = position;
    list.hidden = key.hidden = !position;
    if (!position) return void (told.textContent = words.pick);
    const shares = softmax(expected[position - 1]);
    const order = ranked(shares);
    const token = tokens[position];
    told.textContent = words.written(label(token), words.percent(shares[token]), order.indexOf(token) + 1);
    [...list.children].forEach(({ firstChild: button }, at) => {
      const other = order[at];
      button.dataset.token = other;
      button.dataset.probability = shares[other];
      button.style.setProperty("--share", shares[other]);
      button.ariaLabel = words.instead(label(other), words.percent(shares[other]));
      button.ariaCurrent = String(other === token);
      button.firstChild.textContent = mark(other);
      button.lastChild.textContent = words.percent(shares[other]);
    });
  };
  const buttons = () => [...poem.querySelectorAll("button")]; // the first one is tokens[1]
  const select = (position) => {
    selected = position;
    buttons().forEach((button, index) => {
      button.tabIndex = index + 1 === position ? 0 : -1;
      button.ariaCurrent = String(index + 1 === position);
    });
    view(position);
  };
  const add = (token) => {
    if (tokens.length === 1 || tokens.at(-1) === BREAK) poem.append(make("div"));
    tokens.push(token);
    poem.lastChild.append(make("button", {
      type: "button",
      className: `${tokens.length - 1 <= given ? "hanli-poem__given" : ""} ${[BREAK, END].includes(token) ? "hanli-poem__mark" : ""}`,
      textContent: mark(token),
      ariaLabel: label(token),
      tabIndex: -1,
    }));
    poem.hidden = false;
  };
  const reset = (kept, firstLine) => {
    given = firstLine;
    tokens = [BEGIN];
    poem.replaceChildren();
    kept.forEach(add);
    expected = expected.slice(0, kept.length);
  };

  const settle = (text) => {
    write.textContent = words.write;
    poem.ariaBusy = "false";
    summary.replaceChildren(...[text].flat());
  };
  const finish = () => {
    const lines = tokens.slice(1).filter((token) => token !== END).map((token) => meanings[token - SPECIAL]).join("").split("\n");
    const parts = [words.form(lines.length === 4 && lines.every((one) => [...one].length === WIDTH))];
    const [second, fourth] = [1, 3].map((index) => [...(lines[index] ?? "")].at(-1));
    if (second && fourth) {
      const same = second === fourth || rhymes.some((group) => group.includes(second) && group.includes(fourth));
      parts.push(words.rhyme(second, fourth, same));
    }
    settle([make("span", { className: "hanli-poem__read", lang: "zh-Hans", textContent: words.read(lines) }), words.verdict(parts)]);
  };
  const stop = (text) => {
    turn += 1;
    settle(text);
  };

  /** Write on from these tokens, of which the first ones are the first line; `at` is the position to look at, if any. */
  const writeOn = async (kept, firstLine, at) => {
    const mine = ++turn;
    const how = { temperature: Number(temperature.value), topP: Number(topP.value), topK: Math.max(0, Math.trunc(topK.value)) };
    const draws = uniforms(Number(seed.value), MAX_TOKENS);
    const pause = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : PAUSE;
    reset(kept, firstLine);
    write.textContent = words.stop;
    poem.ariaBusy = "true";
    summary.textContent = "";
    select(at);
    while (tokens.at(-1) !== END && tokens.length - 1 - given < MAX_TOKENS) {
      const { logits } = await run({ tokens: { data: BigInt64Array.from(tokens, BigInt), dims: [1, tokens.length] } });
      if (mine !== turn) return;
      const size = logits.dims[2];
      for (let row = expected.length; row < tokens.length; row++) {
        expected.push(logits.data.slice(row * size, (row + 1) * size));
        for (const token of NEVER) expected[row][token] = -Infinity;
      }
      add(choose(expected.at(-1), draws[tokens.length - 1 - given], how));
      if (!selected && !at) select(tokens.length - 1); // the first one that was not given
      if (pause) await new Promise((done) => { setTimeout(done, pause); });
      if (mine !== turn) return;
    }
    finish();
  };

  const start = () => {
    const prompt = [...toPrompt(line.value)];
    const unknown = [...new Set(prompt.filter((character) => !tokenOf.has(character)))];
    line.ariaInvalid = String(unknown.length > 0);
    if (unknown.length) {
      reset([], 0);
      poem.hidden = true;
      select(0);
      stop(words.unknown(unknown));
      return;
    }
    expected = [];
    writeOn(prompt.map((character) => tokenOf.get(character)), prompt.length, 0);
  };
  const isWriting = () => poem.ariaBusy === "true";

  const settings = make("form", { className: "hanli-poem__settings" },
    lineField,
    make("div", { className: "hanli-poem__tries", role: "group", ariaLabel: words.tries },
      make("span", { textContent: words.tries }),
      ...words.examples.map(([text, gloss]) => {
        const button = make("button", { type: "button" }, ...(text ? [make("span", { lang: "zh-Hans", textContent: text })] : []), ...(gloss ? [` ${gloss}`] : []));
        button.addEventListener("click", () => { line.value = text; start(); });
        return button;
      })),
    make("div", { className: "hanli-poem__knobs" }, temperatureField, topPField, topKField, seedField),
    make("div", {}, write, next));
  settings.addEventListener("submit", (event) => {
    event.preventDefault();
    if (isWriting()) stop(words.stopped);
    else start();
  });
  next.addEventListener("click", () => {
    seed.value = (Number(seed.value) + 1) % 2 ** 32;
    start();
  });
  poem.addEventListener("click", ({ target }) => {
    const position = buttons().indexOf(target) + 1;
    if (position) select(position);
  });
  poem.addEventListener("pointermove", ({ target, pointerType }) => { // not pointerover: the poem may grow under a mouse at rest
    const position = buttons().indexOf(target) + 1;
    if (position && position !== viewed && pointerType === "mouse") view(position);
  });
  poem.addEventListener("pointerleave", () => view(selected));
  poem.addEventListener("keydown", (event) => {
    const all = buttons();
    const from = all.indexOf(document.activeElement);
    const column = [...all[from].parentElement.children].indexOf(all[from]);
    const inRow = (row) => (row ? all.indexOf([...row.children].at(Math.min(column, row.children.length - 1))) : from);
    const to = {
      ArrowLeft: from - 1,
      ArrowRight: from + 1,
      ArrowUp: inRow(all[from].parentElement.previousElementSibling),
      ArrowDown: inRow(all[from].parentElement.nextElementSibling),
      Home: 0,
      End: all.length - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const position = Math.min(Math.max(to, 0), all.length - 1) + 1;
    select(position);
    all[position - 1].focus();
  });
  list.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button) writeOn([...tokens.slice(1, viewed), Number(button.dataset.token)], Math.min(given, viewed - 1), viewed);
  });

  place.append(make("div", { className: "hanli-poem" },
    settings,
    make("div", { className: "hanli-poem__poem" }, poem, summary),
    make("div", { className: "hanli-poem__others" }, told, list, key)));
}
