// Compose a scene of digits on a photograph and see the boxes. frame.js says when this is loaded and what it gets.

const { bytesOf, follow, make, paint, pictureButtons, slider } = await import(`./elements.js${new URL(import.meta.url).search}`);

export const model = "models/scenes.onnx"; // gives a box, a score and a label for each cell
export const data = "models/scenes.json"; // scenes of the test set, pieces of its photographs, and its digits

const WORDS = {
  zh: {
    picture: "图片和检测框",
    threshold: "分数阈值",
    overlap: "NMS 的交并比阈值",
    scenes: "测试图片",
    scene: (number) => `测试图片 ${number}`,
    grounds: "没有数字的照片",
    ground: (number) => `照片 ${number}`,
    digits: "加一个数字",
    digit: (digit) => `加上数字 ${digit}`,
    layer: (digit, left, top) => `数字 ${digit}，左 ${left}，上 ${top}`,
    hint: "拖动加上的数字，或者选中它之后用方向键移动。",
    larger: "放大",
    smaller: "缩小",
    color: "换颜色",
    remove: "删除",
    boxes: "检测框",
    box: (label, score, [left, top, right, bottom]) => `数字 ${label}，分数 ${score}，左 ${left}，上 ${top}，右 ${right}，下 ${bottom}`,
    summary: (boxes, found, real) => `给出 ${boxes} 个框；图里有 ${real} 个数字，找对了 ${found} 个。`,
  },
  en: {
    picture: "Picture and boxes",
    threshold: "Score threshold",
    overlap: "IoU threshold of NMS",
    scenes: "Test pictures",
    scene: (number) => `Test picture ${number}`,
    grounds: "Photographs without digits",
    ground: (number) => `Photograph ${number}`,
    digits: "Add a digit",
    digit: (digit) => `Add the digit ${digit}`,
    layer: (digit, left, top) => `Digit ${digit}, left ${left}, top ${top}`,
    hint: "Drag the digits that you add, or select them and use the arrow keys.",
    larger: "Larger",
    smaller: "Smaller",
    color: "Color",
    remove: "Remove",
    boxes: "Boxes",
    box: (label, score, [left, top, right, bottom]) => `${label}, score ${score}, left ${left}, top ${top}, right ${right}, bottom ${bottom}`,
    summary: (boxes, found, real) => `Boxes: ${boxes}. Digits in the picture: ${real}, of which found: ${found}.`,
  },
};
const SIDE = 96; // of a scene
const AREA = SIDE * SIDE;
const ZOOM = 4; // pixels of the canvas for one of the scene
const MOST = 6; // digits that a reader may add
const SIZES = { least: 18, most: 40, step: 2, first: 30 }; // heights, as in training
const COLORS = [[255, 225, 40], [40, 230, 235], [225, 30, 60], [30, 50, 200], [255, 0, 255], [255, 120, 0], [255, 255, 255], [0, 0, 0]];
const PLACES = [[34, 60], [64, 58], [8, 8], [60, 10], [8, 50], [34, 26]]; // of the first digit, the second, …
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// ---- Pixels, as hanli.projects.detection.scenes has them ----------------------------------------------------------------

/** A digit without margin (pixels from 0 to 255), enlarged to a height by bilinear interpolation. */
export function enlarge({ width, height, pixels }, rows) {
  const columns = Math.min(Math.max(6, Math.round((rows * width) / height)), 44);
  const across = neighbors(width, columns);
  const down = neighbors(height, rows);
  const ink = new Float32Array(rows * columns);
  down.forEach(([above, below, lower], row) => {
    across.forEach(([before, after, right], column) => {
      const upper = pixels[above * width + before] * (1 - right) + pixels[above * width + after] * right;
      const under = pixels[below * width + before] * (1 - right) + pixels[below * width + after] * right;
      ink[row * columns + column] = (upper * (1 - lower) + under * lower) / 255;
    });
  });
  return { width: columns, height: rows, ink };
}

/** For each of `count` new pixels the two of `length` old ones that it lies between, and the share of the second. */
function neighbors(length, count) {
  return Array.from({ length: count }, (_, index) => {
    const place = Math.max(((index + 0.5) * length) / count - 0.5, 0);
    const first = Math.floor(place);
    return [first, Math.min(first + 1, length - 1), place - first];
  });
}

/** Paint digits over a ground (3 * 96 * 96 bytes: all reds, all greens, all blues); the result has the same form. */
export function compose(ground, layers) {
  const scene = Float32Array.from(ground);
  for (const { left, top, color, width, height, ink } of layers) {
    for (let place = 0; place < width * height; place++) {
      const at = (top + Math.floor(place / width)) * SIDE + left + (place % width);
      for (let channel = 0; channel < 3; channel++) {
        scene[channel * AREA + at] += ink[place] * (color[channel] - scene[channel * AREA + at]);
      }
    }
  }
  return Uint8Array.from(scene, Math.round);
}

// ---- Boxes: [left, top, right, bottom] -----------------------------------------------------------------------------------

export function intersectionOverUnion(one, other) {
  const [width, height] = [0, 1].map((axis) =>
    Math.max(Math.min(one[axis + 2], other[axis + 2]) - Math.max(one[axis], other[axis]), 0));
  const [first, second] = [one, other].map(([left, top, right, bottom]) => (right - left) * (bottom - top));
  return (width * height) / (first + second - width * height);
}

/** Non-maximum suppression within each class, as `torchvision.ops.batched_nms` does it, of those that reach the threshold. */
export function suppress(candidates, threshold, overlap) {
  const kept = [];
  for (const one of candidates.filter(({ score }) => score >= threshold).sort((a, b) => b.score - a.score)) {
    if (kept.every((other) => other.label !== one.label || !(intersectionOverUnion(one.box, other.box) > overlap))) kept.push(one);
  }
  return kept;
}

/** How many objects have a box of their label with an IoU of 0.5; each box serves one object at most. */
function countFound(boxes, objects) {
  const free = new Set(objects);
  for (const { label, box } of boxes) {
    const fits = [...free].filter((object) => object.label === label && intersectionOverUnion(box, object.box) >= 0.5);
    if (fits.length) free.delete(fits[0]);
  }
  return objects.length - free.size;
}

function candidatesOf({ boxes, scores, labels }) {
  return Array.from(scores.data, (score, cell) => ({ score, label: labels.data[cell], box: [...boxes.data.subarray(4 * cell, 4 * cell + 4)] }));
}

// ---- What one sees ------------------------------------------------------------------------------------------------------

function paintScene(canvas, pixels) {
  paint(canvas, SIDE, (place) => [pixels[place], pixels[AREA + place], pixels[2 * AREA + place], 255]);
}

function drawBox(pen, { label, score, box }) {
  const [left, top, right, bottom] = box.map((edge) => edge * ZOOM);
  for (const [lineWidth, strokeStyle] of [[5, "#000"], [2.5, "#ffe14a"]]) { // light on dark: to be seen on any photograph
    Object.assign(pen, { lineWidth, strokeStyle });
    pen.strokeRect(left, top, right - left, bottom - top);
  }
  const text = `${label} ${score.toFixed(2)}`;
  pen.font = "bold 18px sans-serif";
  const [width, height] = [pen.measureText(text).width + 8, 22];
  const [x, y] = [Math.min(left, SIDE * ZOOM - width), top >= height ? top - height : Math.min(bottom, SIDE * ZOOM - height)];
  pen.fillStyle = "#000";
  pen.fillRect(x, y, width, height);
  pen.fillStyle = "#ffe14a";
  pen.fillText(text, x + 4, y + 17);
}

/** Let mouse, finger, pen and arrow keys move a digit; `moved(ended)` is called after each move. */
function letMove(button, layer, moved) {
  const moveTo = (left, top, ended) => {
    layer.left = Math.min(Math.max(Math.round(left), 0), SIDE - layer.width);
    layer.top = Math.min(Math.max(Math.round(top), 0), SIDE - layer.height);
    moved(ended);
  };
  let grip = null; // where it was taken, from its corner
  const pointOf = (event) => {
    const { left, top, width } = button.parentElement.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top].map((length) => (length * SIDE) / width);
  };
  button.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button) return;
    button.setPointerCapture(event.pointerId);
    button.focus(); // not every browser does
    const [x, y] = pointOf(event);
    grip = [x - layer.left, y - layer.top];
  });
  button.addEventListener("pointermove", (event) => {
    if (!grip || !event.isPrimary) return;
    const [x, y] = pointOf(event);
    moveTo(x - grip[0], y - grip[1], false);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    button.addEventListener(end, (event) => {
      if (!grip || !event.isPrimary) return;
      grip = null;
      moved(true);
    });
  }
  button.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault(); // the page would scroll
    const length = event.shiftKey ? 8 : 2;
    moveTo(layer.left + length * step[0], layer.top + length * step[1], true);
  });
}

export function show(place, { language, data: examples, run }) {
  const words = WORDS[language];
  const canvas = make("canvas", { width: SIDE * ZOOM, height: SIDE * ZOOM, role: "img", ariaLabel: words.picture });
  const view = make("div", { className: "hanli-demo__view" }, canvas);
  const summary = make("p", { className: "hanli-demo__summary", ariaLive: "polite" });
  const list = make("ol", { className: "hanli-scene__boxes", ariaLabel: words.boxes });

  const scenes = examples.scenes.map(({ pixels, boxes, labels }) =>
    ({ pixels: bytesOf(pixels), objects: boxes.map((box, index) => ({ box, label: labels[index] })) }));
  const grounds = examples.grounds.map(({ pixels }) => ({ pixels: bytesOf(pixels), objects: [] }));
  const digits = examples.digits.map(({ pixels, ...size }) => ({ ...size, pixels: bytesOf(pixels) }));
  let base = scenes[0];
  let layers = [];
  let selected = null;
  let seen = null; // the scene that the boxes are of
  let candidates = [];

  const objectsOf = () => [...base.objects, ...layers.map(({ cut, left, top, width, height }) =>
    ({ label: cut.digit, box: [left, top, left + width, top + height] }))];
  const showBoxes = (ended) => {
    const kept = suppress(candidates, threshold.read(), overlap.read());
    paintScene(canvas, seen);
    [...kept].reverse().forEach((one) => drawBox(canvas.getContext("2d"), one)); // the most certain on top
    list.replaceChildren(...kept.map(({ label, score, box }) => {
      const item = make("li", { textContent: words.box(label, score.toFixed(2), box.map(Math.round)) });
      Object.assign(item.dataset, { label, score, box: box.join() });
      return item;
    }));
    if (ended) summary.textContent = words.summary(kept.length, countFound(kept, objectsOf()), objectsOf().length);
  };
  const threshold = slider(words.threshold, { min: 0.05, max: 0.95, value: 0.3 }, () => showBoxes(true));
  const overlap = slider(words.overlap, { value: 0.5 }, () => showBoxes(true));

  const detect = follow(async (ended) => {
    const scene = compose(base.pixels, layers);
    if (!seen) paintScene(canvas, scene);
    const found = await run({ images: { data: Float32Array.from(scene, (value) => value / 255), dims: [1, 3, SIDE, SIDE] } });
    seen = scene;
    candidates = candidatesOf(found);
    showBoxes(ended);
  });

  const tools = make("div", { className: "hanli-scene__tools", hidden: true });
  const select = (layer) => {
    selected = layer;
    tools.hidden = !layer;
    layers.forEach(({ button }) => button.classList.toggle("hanli-scene__digit--selected", button === layer?.button));
  };
  const arrange = ({ button, cut, left, top, width, height }) => {
    button.ariaLabel = words.layer(cut.digit, left, top);
    Object.assign(button.style, Object.fromEntries(Object.entries({ left, top, width, height }).map(([name, length]) =>
      [name, `${(100 * length) / SIDE}%`])));
  };
  const resize = (layer, size) => {
    Object.assign(layer, { size }, enlarge(layer.cut, size));
    layer.left = Math.min(layer.left, SIDE - layer.width);
    layer.top = Math.min(layer.top, SIDE - layer.height);
    arrange(layer);
    detect(true);
  };
  const remove = (layer) => {
    const index = layers.indexOf(layer);
    layers.splice(index, 1);
    layer.button.remove();
    const next = layers[Math.min(index, layers.length - 1)] ?? null;
    select(next);
    (next?.button ?? addButtons.querySelector("button")).focus(); // it would be lost with the button
    showLimit();
    detect(true);
  };
  const add = (cut) => {
    if (layers.length >= MOST) return;
    const taken = layers.map(({ spot }) => spot);
    const spot = PLACES.findIndex((_, index) => !taken.includes(index));
    const button = make("button", { type: "button", className: "hanli-scene__digit" });
    const [left, top] = PLACES[spot];
    const layer = { cut, button, spot, left, top, color: COLORS[spot] };
    layers.push(layer);
    view.append(button);
    letMove(button, layer, (ended) => {
      arrange(layer);
      detect(ended);
    });
    button.addEventListener("focus", () => select(layer));
    button.addEventListener("keydown", (event) => {
      if (event.key === "Delete" || event.key === "Backspace") remove(layer);
    });
    select(layer);
    showLimit();
    resize(layer, SIZES.first);
  };
  const tool = (name, use) => {
    const button = make("button", { type: "button", className: "md-button", textContent: name });
    button.addEventListener("click", () => use(selected));
    return button;
  };
  tools.append(
    tool(words.larger, (layer) => resize(layer, Math.min(layer.size + SIZES.step, SIZES.most))),
    tool(words.smaller, (layer) => resize(layer, Math.max(layer.size - SIZES.step, SIZES.least))),
    tool(words.color, (layer) => {
      layer.color = COLORS[(COLORS.indexOf(layer.color) + 1) % COLORS.length];
      detect(true);
    }),
    tool(words.remove, remove),
  );

  const choose = (picture) => () => {
    base = picture;
    layers.forEach(({ button }) => button.remove());
    layers = [];
    select(null);
    showLimit();
    detect(true);
  };
  const pictures = (kind, name) => kind.map((one, index) =>
    ({ name: name(index + 1), draw: (small) => paintScene(small, one.pixels), choose: choose(one) }));
  const addButtons = pictureButtons(words.digits, 28, digits.map((cut) => ({
    name: words.digit(cut.digit),
    draw: (small) => {
      const { width, height, ink } = enlarge(cut, 24);
      const [left, top] = [Math.round((28 - width) / 2), 2];
      paint(small, 28, (at) => {
        const [x, y] = [(at % 28) - left, Math.floor(at / 28) - top];
        const value = x >= 0 && x < width && y >= 0 && y < height ? 255 * ink[y * width + x] : 0;
        return [value, value, value, 255];
      });
    },
    choose: () => add(cut),
  })));
  const showLimit = () => addButtons.querySelectorAll("button").forEach((button) => {
    button.ariaDisabled = String(layers.length >= MOST);
  });

  place.append(
    make("div", { className: "hanli-demo__grid" },
      make("div", {}, view, tools),
      make("div", { className: "hanli-demo__result" }, threshold.element, overlap.element, summary, list),
      pictureButtons(words.scenes, 48, pictures(scenes, words.scene)),
      pictureButtons(words.grounds, 48, pictures(grounds, words.ground)),
      addButtons,
      make("p", { className: "hanli-demo__hint", textContent: words.hint })),
  );
  return detect(true);
}
