// Draw a digit and see the probabilities. frame.js says when this is loaded and what it gets.

const { bytesOf, follow, make, paint: paintPixels, pictureButtons, wipe } = await import(`./elements.js${new URL(import.meta.url).search}`);

export const model = "models/digits.onnx";
export const data = "models/digits.json"; // ten digits of the test set, and what PyTorch says of them

const WORDS = {
  zh: {
    draw: "手写区：用鼠标、手指或笔写一个数字",
    empty: "在黑框里写一个 0 到 9 的数字，或者选一张测试图片。",
    clear: "清除",
    seen: "网络看到的",
    examples: "测试图片",
    example: (digit) => `测试图片 ${digit}`,
    bars: "每个数字的概率",
    percent: (share) => `${(100 * share).toFixed(1)}%`,
    guess: (digit, percent) => `网络认为是 ${digit}，概率 ${percent}。`,
  },
  en: {
    draw: "Drawing area: write a digit with the mouse, a finger or a pen",
    empty: "Write a digit from 0 to 9 into the black square, or choose a test picture.",
    clear: "Clear",
    seen: "The network sees",
    examples: "Test pictures",
    example: (digit) => `Test picture ${digit}`,
    bars: "Probability of each digit",
    percent: (share) => `${(100 * share).toFixed(1)}\u00a0%`,
    guess: (digit, percent) => `The network takes it for ${digit}, with probability ${percent}.`,
  },
};
const SIDE = 28; // of a picture of MNIST
const FIELD = 20; // the square in it that the digit fills
const CANVAS = 280;
const PEN = 20; // about as wide, for a digit that fills most of the canvas, as the strokes of MNIST

// ---- What MNIST did to its digits: crop, scale to 20×20 with the ratio kept, put the centre of mass in the middle of 28×28 ----

/** Ink (height * width, from 0 to 1) as a picture of 28×28, or null if there is none. */
export function toMnist(ink, width, height) {
  const box = findInk(ink, width, height);
  if (!box) return null;
  const scale = FIELD / Math.max(box.width, box.height);
  const [columns, rows] = [box.width, box.height].map((length) => Math.max(1, Math.round(length * scale)));
  const small = shrink(ink, width, box, columns, rows);
  let [mass, massX, massY] = [0, 0, 0];
  small.forEach((value, place) => {
    mass += value;
    massX += value * ((place % columns) + 0.5);
    massY += value * (Math.floor(place / columns) + 0.5);
  });
  const [left, top] = [[massX, columns], [massY, rows]].map(([sum, length]) =>
    Math.min(Math.max(Math.round(SIDE / 2 - sum / mass), 0), SIDE - length));
  const picture = new Float32Array(SIDE * SIDE);
  small.forEach((value, place) => {
    picture[(top + Math.floor(place / columns)) * SIDE + left + (place % columns)] = value;
  });
  return picture;
}

/** The smallest box around all that is drawn. */
function findInk(ink, width, height) {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (ink[y * width + x] < 0.1) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  return right < 0 ? null : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** The mean of the ink in each cell of a grid over the box; a pixel between two cells counts in both, by its share. */
function shrink(ink, width, box, columns, rows) {
  const small = new Float32Array(columns * rows);
  const area = (box.width / columns) * (box.height / rows);
  const across = shares(box.width, columns);
  const down = shares(box.height, rows);
  for (const [row, y, shareY] of down) {
    for (const [column, x, shareX] of across) {
      small[row * columns + column] += (shareX * shareY * ink[(box.top + y) * width + box.left + x]) / area;
    }
  }
  return small;
}

/** Which of `length` pixels lies in which of `cells` cells, and with what share of it. */
function shares(length, cells) {
  const found = [];
  for (let cell = 0; cell < cells; cell++) {
    const [from, to] = [cell, cell + 1].map((edge) => (edge * length) / cells);
    for (let pixel = Math.floor(from); pixel < to; pixel++) {
      found.push([cell, pixel, Math.min(pixel + 1, to) - Math.max(pixel, from)]);
    }
  }
  return found;
}

// ---- What one sees ------------------------------------------------------------------------------------------------------

/** Paint a picture of 28×28 white on what is there. */
function paint(canvas, picture) {
  paintPixels(canvas, SIDE, (place) => [255, 255, 255, Math.round(255 * picture[place])]);
}

/** Let mouse, finger and pen draw on a canvas; `changed(whether the stroke ended)` is called after each move. */
function letDraw(canvas, changed) {
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  Object.assign(pen, { lineWidth: PEN, lineCap: "round", lineJoin: "round", strokeStyle: "#fff" });
  let last = null;
  const draw = (event) => {
    const { left, top, width } = canvas.getBoundingClientRect();
    const point = [event.clientX - left, event.clientY - top].map((length) => (length * CANVAS) / width);
    pen.beginPath();
    pen.moveTo(...(last ?? [point[0] - 0.1, point[1]])); // a line without length would leave no dot
    pen.lineTo(...point);
    pen.stroke();
    last = point;
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button) return;
    canvas.setPointerCapture(event.pointerId);
    draw(event);
    changed(false);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last || !event.isPrimary) return;
    const moves = event.getCoalescedEvents?.() ?? [];
    (moves.length ? moves : [event]).forEach(draw);
    changed(false);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, (event) => {
      if (!last || !event.isPrimary) return;
      last = null;
      changed(true);
    });
  }
}

function readInk(canvas) {
  const { data: pixels } = canvas.getContext("2d").getImageData(0, 0, CANVAS, CANVAS);
  return new Float32Array(CANVAS * CANVAS).map((_, place) => pixels[4 * place + 3] / 255); // what is drawn is opaque
}

export function show(place, { language, data: examples, run }) {
  const words = WORDS[language];
  const canvas = make("canvas", { className: "hanli-sketch__canvas", width: CANVAS, height: CANVAS, role: "img", ariaLabel: words.draw });
  const seen = make("canvas", { className: "hanli-sketch__seen", width: SIDE, height: SIDE, role: "img", ariaLabel: words.seen });
  const clear = make("button", { type: "button", className: "md-button", textContent: words.clear });
  const summary = make("p", { className: "hanli-demo__summary", textContent: words.empty, ariaLive: "polite" });
  const bars = make("ul", { className: "hanli-sketch__bars", ariaLabel: words.bars });
  bars.append(...Array.from({ length: 10 }, (_, digit) => make("li", {}, make("b", { textContent: digit }), make("i"), make("span"))));

  const showProbabilities = (probabilities) => {
    [...bars.children].forEach((bar, digit) => {
      const share = probabilities ? probabilities[digit] : 0;
      bar.style.setProperty("--share", share);
      bar.dataset.probability = probabilities ? share : "";
      bar.lastChild.textContent = probabilities ? words.percent(share) : "–";
    });
  };
  const summarize = (probabilities) => {
    const best = probabilities.indexOf(Math.max(...probabilities));
    summary.textContent = words.guess(best, words.percent(probabilities[best]));
  };

  const predict = follow(async (drawn, newest) => { // null once it is cleared
    wipe(seen);
    if (!drawn) return showProbabilities(null);
    paint(seen, drawn.picture);
    const { probabilities } = await run({ images: { data: drawn.picture, dims: [1, 1, SIDE, SIDE] } });
    if (!newest()) return;
    showProbabilities(probabilities.data);
    if (drawn.ended) summarize([...probabilities.data]); // not at each move: it is read aloud
  });

  letDraw(canvas, (ended) => {
    const picture = toMnist(readInk(canvas), CANVAS, CANVAS);
    if (picture) predict({ picture, ended });
  });
  clear.addEventListener("click", () => {
    wipe(canvas);
    predict(null);
    summary.textContent = words.empty;
  });
  const buttons = pictureButtons(words.examples, SIDE, examples.map(({ digit, pixels }) => {
    const picture = Float32Array.from(bytesOf(pixels), (byte) => byte / 255);
    return {
      name: words.example(digit),
      draw: (small) => paint(small, picture),
      choose: () => {
        wipe(canvas);
        paint(canvas, picture);
        predict({ picture, ended: true }); // as it is: it is a picture of MNIST already
      },
    };
  }));

  showProbabilities(null);
  place.append(
    make("div", { className: "hanli-demo__grid hanli-sketch" },
      make("div", { className: "hanli-sketch__drawing" },
        canvas,
        make("div", {}, make("span", { textContent: words.seen }), seen, clear)),
      make("div", { className: "hanli-demo__result" }, summary, bars),
      buttons),
  );
}
