// Live demonstrations: trained networks that run in the reader's browser. Loaded by pages that have one.
//
// <div class="hanli-demo" data-demo="digits" data-megabytes="4"></div> becomes a button, and nothing else is fetched before it
// is pressed. Then the module demos/digits.js comes, and what it exports is used:
//   model   the network, a path below assets/: "models/digits.onnx"
//   data    a JSON file that it needs, if any
//   style   a style sheet of its own, if any
//   show(place, { language, data, run })   builds the demonstration inside an empty element. `language` is "zh" or "en";
//           `await run({ images: { data: float32Array, dims: [1, 1, 28, 28] } })` gives the outputs by name, in the same form.
//           The box also gets them as an event "hanli-outputs", with which tests compare them
// Whatever cannot be loaded or fails in `run` is said in one sentence, with a button to try again. All comes from this site.
{
  const ASSETS = new URL("../", document.currentScript.src);
  const RUNTIME = "vendor/onnxruntime/ort.wasm.bundle.min.js";
  const WASM = "vendor/onnxruntime/ort-wasm-simd-threaded.wasm.gz"; // a host need not compress it
  const language = document.documentElement.lang;
  const WORDS = {
    zh: {
      label: "演示",
      start: "运行演示",
      again: "再试一次",
      offer: (size) => `按下后才从本站下载约 ${size} MB。计算在你的浏览器里进行，你输入的内容不会离开这台设备。`,
      loading: "正在下载网络和运行时……",
      ready: "可以用了。",
      failed: "演示没有运行起来：模型或运行时没能下载完整，或者浏览器无法运行它。",
      old: "这个浏览器太旧，运行不了演示：它缺少 WebAssembly 或 DecompressionStream。",
    },
    en: {
      label: "Demonstration",
      start: "Run the demonstration",
      again: "Try again",
      offer: (size) => `Pressed, it loads about ${size} MB from this site. The network runs in your browser; what you enter stays on this device.`,
      loading: "Loading the network and its runtime…",
      ready: "Ready.",
      failed: "The demonstration does not run: the model or the runtime could not be loaded whole, or this browser cannot run it.",
      old: "This browser is too old for the demonstration: it lacks WebAssembly or DecompressionStream.",
    },
  }[language];

  let attempt = 0; // some browsers remember that a module failed, by its address: a further attempt uses another one
  const importModule = (path) => import(new URL(attempt ? `${path}?attempt=${attempt}` : path, ASSETS));

  const fetchBlob = async (path, count) => {
    const answer = await fetch(new URL(path, ASSETS));
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    const reader = answer.body.getReader();
    const parts = [];
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parts.push(part.value);
      count(part.value.length);
    }
    return new Blob(parts);
  };

  // Some hosts send .gz as an encoding, and then the browser has unpacked it: the first two bytes tell.
  const unpack = async (blob) => {
    const [first, second] = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
    if (first !== 0x1f || second !== 0x8b) return blob.arrayBuffer();
    return new Response(blob.stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  };

  let runtime; // one for all demonstrations of the page
  const loadRuntime = async (count) => {
    const [ort, wasm] = await Promise.all([importModule(RUNTIME), fetchBlob(WASM, count)]);
    ort.env.wasm.wasmBinary = await unpack(wasm);
    ort.env.wasm.numThreads = 1; // more need headers that a static host does not send
    return ort;
  };

  let previous = Promise.resolve(); // the runtime takes one run at a time
  const makeRun = (ort, session) => (inputs) => {
    const current = previous.then(() => {
      const given = Object.entries(inputs).map(([name, { data, dims }]) => [name, new ort.Tensor(data, dims)]);
      return session.run(Object.fromEntries(given));
    });
    previous = current.catch(() => {});
    return current;
  };

  const loadStyle = (path) => new Promise((loaded, failed) => {
    const link = make("link", { rel: "stylesheet", href: new URL(path, ASSETS), onload: loaded });
    link.onerror = () => { link.remove(); failed(new Error(path)); };
    document.head.append(link);
  });

  const load = async (name, count) => {
    const demo = await importModule(`demos/${name}.js`);
    const [ort, model, data] = await Promise.all([
      (runtime ??= loadRuntime(count)),
      fetchBlob(demo.model, count),
      demo.data && fetchBlob(demo.data, count).then((blob) => blob.text()).then(JSON.parse),
      demo.style && loadStyle(demo.style),
    ]);
    const session = await ort.InferenceSession.create(new Uint8Array(await model.arrayBuffer()));
    return { demo, data, run: makeRun(ort, session) };
  };

  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

  const prepare = (box) => {
    const button = make("button", { type: "button", className: "md-button md-button--primary", textContent: WORDS.start });
    const message = make("p", { className: "hanli-demo__message", textContent: WORDS.offer(box.dataset.megabytes) });
    const progress = make("progress", { max: box.dataset.megabytes * 1e6, hidden: true, ariaLabel: WORDS.loading });
    const place = make("div", { className: "hanli-demo__place", tabIndex: -1 });
    message.setAttribute("role", "status");
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", WORDS.label);
    box.append(button, progress, message, place);

    const turn = (state, words) => {
      box.dataset.state = state; // "loading", "ready" or "failed"
      message.textContent = words;
      progress.hidden = state !== "loading";
      button.hidden = state === "ready";
      button.ariaDisabled = String(state === "loading"); // a disabled button would lose the focus
    };
    const fail = (error) => {
      console.error(error);
      attempt += 1;
      runtime = undefined;
      place.replaceChildren();
      button.textContent = WORDS.again;
      turn("failed", WORDS.failed);
    };
    button.addEventListener("click", async () => {
      if (box.dataset.state === "loading") return;
      if (!window.WebAssembly || !window.DecompressionStream) return turn("failed", WORDS.old);
      progress.value = 0;
      turn("loading", WORDS.loading);
      try {
        const { demo, data, run } = await load(box.dataset.demo, (bytes) => { progress.value += bytes; });
        const guarded = async (inputs) => {
          const outputs = await run(inputs).catch((error) => { fail(error); throw error; });
          box.dispatchEvent(new CustomEvent("hanli-outputs", { detail: outputs }));
          return outputs;
        };
        turn("ready", WORDS.ready);
        if (document.activeElement === document.body || document.activeElement === button) place.focus();
        await demo.show(place, { language, data, run: guarded });
      } catch (error) {
        if (box.dataset.state !== "failed") fail(error);
      }
    });
  };

  document.querySelectorAll(".hanli-demo").forEach(prepare);
}
