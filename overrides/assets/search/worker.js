/* The search's worker: it speaks the messages of Material's own, so that Material's search box draws what it finds. */
"use strict";

importScripts("../vendor/minisearch/minisearch.js", "words.js", "engine.js");

const [SETUP, READY, QUERY, RESULT, FAILED] = [0, 1, 2, 3, 4];
let engine;

async function setUp(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  engine = new Engine(await answer.json());
}

addEventListener("message", async ({ data: { type, data } }) => {
  if (type === SETUP) {
    try {
      await setUp(data);
      postMessage({ type: READY });
    } catch (error) {
      postMessage({ type: FAILED, data: String(error) });
    }
  } else if (type === QUERY) {
    postMessage({ type: RESULT, data: data.trim() ? engine.search(data) : { items: [] } });
  }
});
