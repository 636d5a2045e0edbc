// Checklists that can be ticked, remembered by this browser, and carried to another one in a file.
//
// A record belongs to a list, named by page and heading without the language ("roadmap/stage1/creation/#done"), and holds the
// names of the items that the list had and of those that were ticked. tools/checklists.py names an item after its words, so an
// item keeps its tick wherever it moves; one that was reworded is known by its place. Loaded by pages with a list or with progress.
{
  const KEY = "hanli.checklists";
  const FORMAT = "hanli-checklists";
  const VERSION = 1;
  const LARGEST = 1e6; // bytes of a file; the whole course is some ten thousand
  const WORDS = {
    zh: {
      ticked: (n, m) => `已勾 ${n} / ${m}`,
      suffix: "项已勾选",
      blocked: "浏览器不允许本站保存数据，所以这些勾选只在关闭或刷新这一页之前有效。",
      saved: (n) => `文件里有 ${n} 项勾选。`,
      loaded: (n) => `读入完成，现在一共勾选了 ${n} 项。原来已经勾选的都保留了。`,
      damaged: "这个文件读不懂：内容不是完整的 JSON，可能已经损坏。什么都没有改动。",
      foreign: "这个文件不是从本站保存的进度，请选择 hanli-checklists.json。什么都没有改动。",
      newer: "这个文件由更新的版本保存，这一版读不了。请刷新页面再试。什么都没有改动。",
    },
    en: {
      ticked: (n, m) => `${n} / ${m} ticked`,
      suffix: "ticked",
      blocked: "Your browser lets this site save nothing, so these ticks last until you close or reload this page.",
      saved: (n) => `The file holds ${n} ${n === 1 ? "tick" : "ticks"}.`,
      loaded: (n) => `Loaded. ${n} ${n === 1 ? "item is" : "items are"} ticked now, and nothing that was ticked before is lost.`,
      damaged: "This file cannot be read: it is no complete JSON, so it may be damaged. Nothing was changed.",
      foreign: "This file does not hold progress saved from this site. Choose hanli-checklists.json. Nothing was changed.",
      newer: "This file was saved by a newer version, which this one cannot read. Reload the page and try again. Nothing was changed.",
    },
  }[document.documentElement.lang];

  // ---- The memory --------------------------------------------------------------------------------------------------

  /** Why a text holds no progress: damaged, foreign, newer. */
  class Refusal extends Error {}

  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const areNames = (value) => Array.isArray(value) && value.every((name) => typeof name === "string" && name.length < 100);

  /** Read records from text, of a file or of the browser's memory. */
  const parse = (text) => {
    let content;
    try {
      content = JSON.parse(text);
    } catch {
      throw new Refusal("damaged");
    }
    if (!isObject(content) || content.format !== FORMAT) throw new Refusal("foreign");
    if (content.version > VERSION) throw new Refusal("newer");
    if (content.version !== VERSION || !isObject(content.lists)) throw new Refusal("damaged");
    const records = new Map(Object.entries(content.lists));
    for (const record of records.values()) {
      if (!isObject(record) || !areNames(record.items) || !areNames(record.ticked)) throw new Refusal("damaged");
    }
    return records;
  };
  const write = (records) => JSON.stringify({ format: FORMAT, version: VERSION, lists: Object.fromEntries(records) });

  let blocked = Boolean(localStorage.isBlocked); // by partials/storage.html
  let unsaved = new Map(); // what the browser did not let us save
  const recall = () => {
    if (blocked) return unsaved;
    try {
      return parse(localStorage.getItem(KEY) ?? write(new Map()));
    } catch {
      return new Map(); // someone else wrote there
    }
  };
  const remember = (records) => {
    unsaved = records;
    try {
      localStorage.setItem(KEY, write(records));
    } catch {
      blocked = true; // full, or forbidden
    }
  };

  /** The items of a list, as it is now, that a record says are ticked. */
  const findTicked = (record, items) => {
    if (!record) return new Set();
    const ticked = record.ticked.map((name) => {
      if (items.includes(name)) return name;
      const heir = items[record.items.indexOf(name)]; // what now stands in the place of an item whose words have changed
      return items.length === record.items.length && !record.items.includes(heir) ? heir : undefined;
    });
    return new Set(ticked.filter((name) => name !== undefined));
  };
  const countTicks = (records) => [...records.values()].reduce((sum, record) => sum + record.ticked.length, 0);

  // ---- The lists of this page --------------------------------------------------------------------------------------

  const root = new URL(`${JSON.parse(document.getElementById("__config").textContent).base}/`, location.href);
  const findPage = (url) => new URL(url).pathname.slice(root.pathname.length).replace(/index\.html$/, "");

  const status = document.createElement("p");
  status.className = "hanli-blocked";
  status.setAttribute("role", "status");

  /** The items of the page, as lists of [name, box], by the name of their list. */
  const findLists = () => {
    const lists = new Map();
    let anchor = "";
    for (const element of document.querySelectorAll(".md-content :is(h1, h2, h3, h4, h5, h6)[id], .md-content .task-list-item")) {
      if (!element.matches("li")) {
        anchor = element.id;
        continue;
      }
      const key = `${findPage(location.href)}#${anchor}`;
      if (!lists.has(key)) lists.set(key, []);
      const list = lists.get(key);
      list.push([element.dataset.item ?? String(list.length), element.querySelector("input")]);
    }
    return lists;
  };
  const lists = findLists();

  /** Make the words of an item a part of its label: they can be pressed, and they name the box. */
  const wrapWords = (label) => {
    while (label.nextSibling && !["UL", "OL"].includes(label.nextSibling.nodeName)) label.append(label.nextSibling);
  };
  const showTicks = () => {
    const records = recall();
    for (const [key, list] of lists) {
      const ticked = findTicked(records.get(key), list.map(([name]) => name));
      for (const [name, box] of list) box.checked = ticked.has(name);
    }
  };
  const keepTicks = (key) => {
    const list = lists.get(key);
    const items = list.map(([name]) => name);
    const ticked = list.filter(([, box]) => box.checked).map(([name]) => name);
    remember(recall().set(key, { items, ticked }));
    if (blocked) {
      list.at(-1)[1].closest("ul").after(status);
      status.textContent = WORDS.blocked;
    }
    showProgress();
  };
  for (const [key, list] of lists) {
    for (const [, box] of list) {
      wrapWords(box.closest("label"));
      box.disabled = false;
      box.addEventListener("change", () => keepTicks(key));
    }
  }

  // ---- Progress, on the roadmap and the home page ------------------------------------------------------------------

  const course = JSON.parse(document.getElementById("hanli-checklists")?.textContent ?? "{}");

  /** How many items of some pages are ticked, and how many there are. */
  const countProgress = (pages) => {
    const records = recall();
    let ticked = 0;
    let total = 0;
    for (const page of pages) {
      for (const [anchor, items] of Object.entries(course[page] ?? {})) {
        ticked += findTicked(records.get(`${page}#${anchor}`), items).size;
        total += items.length;
      }
    }
    return [ticked, total];
  };
  const makeSpan = (className, text = "") => Object.assign(document.createElement("span"), { className, textContent: text });

  /** Write beside a part of the course, and on the roadmap beside each of its pages with a tick, how many items are ticked. */
  const showPart = (part) => {
    const links = [...part.querySelectorAll("a[href]")].filter((link) => findPage(link.href) in course);
    if (!links.length) return;
    let sum = part.querySelector(".hanli-ticked--sum"); // the map's parts come with one
    if (!sum) {
      sum = makeSpan("hanli-ticked hanli-ticked--sum");
      part.querySelector("p")?.append(sum);
    }
    const counts = countProgress(new Set(links.map((link) => findPage(link.href))));
    sum.textContent = counts[0] || part.closest(".hanli-map") ? WORDS.ticked(...counts) : ""; // a card says nothing before the first tick
    if (part.closest(".hanli-map")) return; // several links lead to one page there
    for (const link of links) {
      const [ticked, total] = countProgress([findPage(link.href)]);
      const shown = link.nextElementSibling?.matches(".hanli-ticked");
      if (!ticked) {
        if (shown) link.nextElementSibling.remove(); // nothing is said of a page before its first tick
        continue;
      }
      if (!shown) link.after(makeSpan("hanli-ticked"));
      link.nextElementSibling.replaceChildren(`${ticked}/${total}`, makeSpan("hanli-hidden", ` ${WORDS.suffix}`));
      link.nextElementSibling.classList.toggle("hanli-ticked--all", ticked === total);
    }
  };
  const showProgress = () => document.querySelectorAll(".hanli-part, .hanli-group, .md-content .grid.cards > ul > li").forEach(showPart);

  const show = () => {
    showTicks();
    showProgress();
  };
  addEventListener("storage", ({ key }) => key === KEY && show()); // ticked in another tab
  addEventListener("pageshow", ({ persisted }) => persisted && show()); // back from a page where something was ticked
  show();

  // ---- Carrying ticks in a file ------------------------------------------------------------------------------------

  /** Add what a file has ticked to what is ticked here. */
  const merge = (ours, theirs) => {
    for (const [key, record] of theirs) {
      const [page, anchor] = key.split("#");
      const own = ours.get(key);
      const items = course[page]?.[anchor] ?? own?.items ?? record.items;
      const ticked = [...new Set([...findTicked(own, items), ...findTicked(record, items)])];
      ours.set(key, { items, ticked });
    }
    return ours;
  };
  const saveFile = () => {
    const records = recall();
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([write(records)], { type: "application/json" }));
    link.download = `${FORMAT}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    return WORDS.saved(countTicks(records));
  };
  const loadFile = async (file) => {
    try {
      if (file.size > LARGEST) throw new Refusal("foreign");
      const records = merge(recall(), parse(await file.text()));
      remember(records);
      show();
      return WORDS.loaded(countTicks(records)) + (blocked ? ` ${WORDS.blocked}` : "");
    } catch (error) {
      return WORDS[error instanceof Refusal ? error.message : "damaged"];
    }
  };
  const transfer = document.querySelector(".hanli-transfer");
  if (transfer) {
    const input = transfer.querySelector("input");
    const said = transfer.querySelector("[role=status]");
    transfer.querySelector("[data-transfer=save]").addEventListener("click", () => (said.textContent = saveFile()));
    transfer.querySelector("[data-transfer=load]").addEventListener("click", () => input.click());
    input.addEventListener("change", async () => {
      if (!input.files.length) return;
      said.textContent = await loadFile(input.files[0]);
      input.value = ""; // so that the same file can be chosen again
    });
    if (blocked) said.textContent = WORDS.blocked;
    transfer.hidden = false;
  }
}
