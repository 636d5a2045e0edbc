// What several demonstrations are made of. Their modules import it with the query of their own address, which differs at a
// further attempt (frame.js):   const { make } = await import(`./elements.js${new URL(import.meta.url).search}`);

/** A new element with its properties and children. */
export function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** The bytes that Python wrote as text in base64. */
export function bytesOf(text) {
  return Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0));
}

/** Paint side × side pixels over a whole canvas: `color(place)` gives red, green, blue and opacity from 0 to 255. */
export function paint(canvas, side, color) {
  const pixels = new ImageData(side, side);
  for (let place = 0; place < side * side; place++) pixels.data.set(color(place), 4 * place);
  const small = make("canvas", { width: side, height: side });
  small.getContext("2d").putImageData(pixels, 0, 0);
  canvas.getContext("2d").drawImage(small, 0, 0, canvas.width, canvas.height);
}

export function wipe(canvas) {
  canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
}

/** A slider with its name and its value: its `element`, `read()` for the number, and `limit(min, max, value)` for other bounds. */
export function slider(name, { min = 0, max = 1, step = 0.05, value, digits = 2 }, changed) {
  const input = make("input", { type: "range", ariaLabel: name, step });
  const shown = make("output", {});
  const read = () => input.valueAsNumber;
  const write = () => { shown.textContent = read().toFixed(digits); };
  const limit = (least, most, start) => {
    Object.assign(input, { min: least, max: most }).value = start; // bounds first: they clip the value
    write();
  };
  limit(min, max, value);
  input.addEventListener("input", () => {
    write();
    changed();
  });
  return { element: make("label", { className: "hanli-demo__slider" }, make("span", { textContent: name }), input, shown), read, limit };
}

/** A row of small pictures to choose from: `pictures` have a `name`, `draw(canvas)` and `choose()`. */
export function pictureButtons(name, side, pictures) {
  const buttons = pictures.map((picture) => {
    const canvas = make("canvas", { width: side, height: side });
    picture.draw(canvas);
    const button = make("button", { type: "button", ariaLabel: picture.name, title: picture.name }, canvas);
    button.addEventListener("click", picture.choose);
    return button;
  });
  const group = make("div", { className: "hanli-demo__examples", ariaLabel: name }, make("span", { textContent: name }), ...buttons);
  group.setAttribute("role", "group");
  return group;
}

/**
 * Do slow work for what changes fast: one at a time, and what was overtaken meanwhile is left out.
 * `work(given, newest)` may ask `newest()` what was given last.
 */
export function follow(work) {
  let latest = null;
  let running = false;
  return async (given) => {
    latest = { given };
    if (running) return;
    running = true;
    try {
      for (let done = null; latest !== done; ) {
        done = latest;
        await work(done.given, () => latest.given);
      }
    } finally {
      running = false;
    }
  };
}
