/* The search's worker: it speaks the messages of Material's own, so that Material's search box draws what it finds. */
"use strict";

importScripts("../vendor/minisearch/minisearch.js", "words.js", "engine.js");

const [SETUP, READY, QUERY, RESULT, FAILED, COMPLETE] = [0, 1, 2, 3, 4, 5];
let engine;
let lastQuery = "";

async function read(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response.json();
}

const pause = () => new Promise((resolve) => setTimeout(resolve));
const answer = (query) => postMessage({ type: RESULT, data: query ? engine.search(query) : { items: [] } });

/** Find headings as soon as they are there. The texts are added page by page, and between two pages a query is answered; what was
    asked before all was there is answered anew. */
async function setUp(address) {
  const index = await read(address);
  engine = new Engine(index);
  postMessage({ type: READY });
  const files = index.texts.map((name) => read(new URL(name, address)));
  files.forEach((file) => file.catch(() => {})); // it is awaited below, perhaps after it has failed
  for (const file of files) {
    for (const [url, texts] of Object.entries(await file)) {
      engine.addTexts(url, texts);
      await pause();
    }
  }
  postMessage({ type: COMPLETE });
  if (lastQuery) answer(lastQuery);
}

addEventListener("message", async ({ data: { type, data } }) => {
  if (type === SETUP) {
    try {
      await setUp(data);
    } catch (error) {
      postMessage({ type: FAILED, data: String(error) });
    }
  } else if (type === QUERY) {
    lastQuery = data.trim();
    answer(lastQuery);
  }
});
