// Choose a micrograph and see which pixels belong to nuclei. frame.js says when this is loaded and what it gets.

const { bytesOf, follow, make, paint, pictureButtons, slider } = await import(`./elements.js${new URL(import.meta.url).search}`);

export const model = "models/nuclei.onnx"; // gives the probability of a nucleus for each pixel
export const data = "models/nuclei.json"; // tiles of the test region, with their masks

const WORDS = {
  zh: {
    picture: "图片，上面标出预测为细胞核的像素",
    threshold: "概率阈值",
    compare: "与真实的掩码比较：漏掉的像素是蓝色，误报的是红色",
    tiles: "测试区域",
    tile: (number) => `测试区域的第 ${number} 块`,
    own: "用自己的图片",
    section: "截取的边长",
    invert: "反转明暗（细胞核比背景暗时）",
    unreadable: "浏览器读不了这个文件，请换一个图片文件。",
    guess: (percent, pieces) => `预测为细胞核的像素占 ${percent}，分成 ${pieces} 块。`,
    truth: (iou, missed, extra, pieces, nuclei) =>
      `交并比 ${iou}：漏掉 ${missed} 个像素，误报 ${extra} 个。真实的掩码有 ${pieces} 块，里面有 ${nuclei} 个细胞核。`,
  },
  en: {
    picture: "Picture, with the pixels that are taken for nuclei marked",
    threshold: "Probability threshold",
    compare: "Compare with the true mask: missed pixels are blue, false ones red",
    tiles: "Test region",
    tile: (number) => `Tile ${number} of the test region`,
    own: "A picture of your own",
    section: "Side of the section",
    invert: "Invert (if nuclei are darker than the background)",
    unreadable: "The browser can't read this file. Choose a file with a picture.",
    guess: (percent, pieces) => `Pixels taken for nuclei: ${percent}, in ${pieces} pieces.`,
    truth: (iou, missed, extra, pieces, nuclei) =>
      `IoU ${iou}, with ${missed} pixels missed and ${extra} false ones. The true mask has ${pieces} pieces, with ${nuclei} nuclei.`,
  },
};
const SIDE = 160; // of a tile
const AREA = SIDE * SIDE;
const ZOOM = 3; // pixels of the canvas for one of the tile
const [GUESSED, MISSED, FALSE] = [[0, 205, 150], [70, 130, 255], [255, 70, 60]]; // colors

// ---- Masks: arrays of 0 and 1, row by row ---------------------------------------------------------------------------------

/** One value for each bit of bytes, the highest bit first, as `numpy.packbits` has them. */
export function unpackBits(bytes) {
  return Uint8Array.from({ length: 8 * bytes.length }, (_, place) => (bytes[place >> 3] >> (7 - (place & 7))) & 1);
}

/** How many connected pieces a mask has; pixels that touch at a corner belong together. */
export function countPieces(mask, side) {
  const open = Uint8Array.from(mask);
  let pieces = 0;
  for (let start = 0; start < open.length; start++) {
    if (!open[start]) continue;
    pieces += 1;
    open[start] = 0;
    for (const stack = [start]; stack.length; ) {
      const place = stack.pop();
      const [x, y] = [place % side, Math.floor(place / side)];
      for (let row = Math.max(y - 1, 0); row <= Math.min(y + 1, side - 1); row++) {
        for (let column = Math.max(x - 1, 0); column <= Math.min(x + 1, side - 1); column++) {
          if (!open[row * side + column]) continue;
          open[row * side + column] = 0;
          stack.push(row * side + column);
        }
      }
    }
  }
  return pieces;
}

/** Hits, missed and false pixels of a guess. */
function compareMasks(guess, truth) {
  const counts = { hits: 0, missed: 0, extra: 0 };
  guess.forEach((value, place) => {
    if (value && truth[place]) counts.hits += 1;
    else if (truth[place]) counts.missed += 1;
    else if (value) counts.extra += 1;
  });
  return counts;
}

// ---- A reader's own picture: a square of its middle, gray, in the size of a tile --------------------------------------------

/** The gray levels (0 to 255) of the square of this side in the middle of a picture, scaled to a tile. */
function readGray(picture, section) {
  const canvas = make("canvas", { width: SIDE, height: SIDE });
  const pen = canvas.getContext("2d");
  pen.imageSmoothingQuality = "high";
  pen.fillRect(0, 0, SIDE, SIDE); // what is transparent is black
  pen.drawImage(picture, (picture.width - section) / 2, (picture.height - section) / 2, section, section, 0, 0, SIDE, SIDE);
  const { data: pixels } = pen.getImageData(0, 0, SIDE, SIDE);
  return Uint8Array.from({ length: AREA }, (_, place) => {
    const [red, green, blue] = pixels.subarray(4 * place);
    return Math.round(0.299 * red + 0.587 * green + 0.114 * blue); // as Pillow makes gray
  });
}

// ---- What one sees ------------------------------------------------------------------------------------------------------

/** Faint nuclei are brightened for the eye; the network gets the levels as they are. */
const brighten = (level) => 255 * Math.sqrt(level / 255);

function paintGray(canvas, pixels) {
  paint(canvas, SIDE, (place) => {
    const gray = brighten(pixels[place]);
    return [gray, gray, gray, 255];
  });
}

/** Whether a pixel of a mask has a neighbor outside of it. */
function isEdge(mask, place) {
  const x = place % SIDE;
  return !(mask[place - SIDE] && mask[place + SIDE] && x && mask[place - 1] && x < SIDE - 1 && mask[place + 1]);
}

export function show(place, { language, data: examples, run }) {
  const words = WORDS[language];
  const canvas = make("canvas", { width: SIDE * ZOOM, height: SIDE * ZOOM, role: "img", ariaLabel: words.picture });
  const summary = make("p", { className: "hanli-demo__summary", ariaLive: "polite" });
  const tiles = examples.map(({ pixels, mask, nuclei }) => ({ pixels: bytesOf(pixels), truth: unpackBits(bytesOf(mask)), nuclei }));
  let picture = tiles[0]; // what is to be segmented
  let seen = null; // what was segmented, with its `probabilities`

  const showMask = () => {
    const { pixels, truth, nuclei, probabilities } = seen;
    const guess = Uint8Array.from(probabilities, (value) => value > threshold.read());
    const compared = truth && compare.checked;
    paint(canvas, SIDE, (at) => {
      const gray = brighten(pixels[at]);
      const wrong = compared && guess[at] !== truth[at];
      if (!wrong && !guess[at]) return [gray, gray, gray, 255];
      const color = wrong ? (guess[at] ? FALSE : MISSED) : GUESSED;
      const share = wrong ? 0.85 : !compared && isEdge(guess, at) ? 0.9 : 0.25;
      return [...color.map((value) => gray + share * (value - gray)), 255];
    });
    const percent = (share) => `${(100 * share).toFixed(1)}${language === "zh" ? "%" : "\u00a0%"}`;
    const sentences = [words.guess(percent(guess.reduce((sum, value) => sum + value) / AREA), countPieces(guess, SIDE))];
    if (truth) {
      const { hits, missed, extra } = compareMasks(guess, truth);
      const iou = hits / (hits + missed + extra);
      sentences.push(words.truth(iou.toFixed(3), missed, extra, countPieces(truth, SIDE), nuclei));
    }
    summary.textContent = sentences.join(language === "zh" ? "" : " ");
  };
  const segment = follow(async (one) => {
    const levels = Float32Array.from(one.pixels, (value) => value / 255);
    const { probabilities } = await run({ images: { data: levels, dims: [1, 1, SIDE, SIDE] } });
    seen = { ...one, probabilities: probabilities.data };
    showMask();
  });
  const choose = (one) => {
    picture = one;
    compareLabel.hidden = !one.truth;
    ownTools.hidden = !one.photo;
    return segment(one);
  };

  const threshold = slider(words.threshold, { min: 0.05, max: 0.95, value: 0.5 }, () => seen && showMask());
  const compare = make("input", { type: "checkbox" });
  const compareLabel = make("label", { className: "hanli-demo__check" }, compare, words.compare);
  compare.addEventListener("change", () => seen && showMask());

  const invert = make("input", { type: "checkbox" });
  const section = slider(words.section, { min: SIDE, max: SIDE, step: 1, value: SIDE, digits: 0 }, () => chooseOwn(picture.photo));
  const ownTools = make("div", { hidden: true }, section.element, make("label", { className: "hanli-demo__check" }, invert, words.invert));
  invert.addEventListener("change", () => chooseOwn(picture.photo));
  const chooseOwn = (photo) => {
    const gray = readGray(photo, section.read());
    choose({ photo, pixels: invert.checked ? gray.map((level) => 255 - level) : gray });
  };
  const file = make("input", { type: "file", accept: "image/*" });
  file.addEventListener("change", async () => {
    if (!file.files.length) return;
    try {
      const photo = await createImageBitmap(file.files[0]);
      const least = Math.min(photo.width, photo.height);
      section.limit(Math.min(SIDE, least), least, least);
      chooseOwn(photo);
    } catch (error) {
      console.warn(error);
      summary.textContent = words.unreadable;
    }
  });

  place.append(
    make("div", { className: "hanli-demo__grid" },
      make("div", { className: "hanli-demo__view" }, canvas),
      make("div", { className: "hanli-demo__result" }, threshold.element, compareLabel, ownTools, summary),
      pictureButtons(words.tiles, 56, tiles.map((tile, index) =>
        ({ name: words.tile(index + 1), draw: (small) => paintGray(small, tile.pixels), choose: () => choose(tile) }))),
      make("label", { className: "hanli-demo__file" }, make("span", { textContent: words.own }), file)),
  );
  return choose(picture);
}
