/* Keeps the search out of a page's weight. Material starts its worker with each page; this hands it a stand-in, which
   starts the true worker when the search box first gets the focus, and says so in the box when that does not work. It runs
   before Material's own script. */
"use strict";

(() => {
  const [SETUP, , , , FAILED] = [0, 1, 2, 3, 4];
  const { worker: workerAddress, index: indexAddress } = document.currentScript.dataset;
  const input = document.querySelector(".md-search__input");
  if (!input) return;
  const absolute = (address) => new URL(address, document.baseURI).href;
  const NativeWorker = window.Worker;

  class StandIn extends EventTarget {
    /** Start the worker, once; after a failure, the next focus tries again. */
    start() {
      if (this.worker) return;
      try {
        this.worker = new NativeWorker(workerAddress);
        this.worker.onmessage = ({ data }) => {
          if (data.type === FAILED) this.fail(data.data);
          else this.dispatchEvent(new MessageEvent("message", { data }));
        };
        this.worker.onerror = (event) => this.fail(event.message);
        this.worker.postMessage({ type: SETUP, data: absolute(indexAddress) });
      } catch (error) {
        this.fail(String(error));
      }
    }

    postMessage(message) {
      this.worker?.postMessage(message);
    }

    fail(reason) {
      console.warn(`search: ${reason}`);
      this.worker?.terminate();
      this.worker = null;
      const { failed } = document.querySelector("[data-md-component=search]").dataset;
      document.querySelector(".md-search-result__meta").textContent = failed;
    }
  }

  const standIn = new StandIn();
  input.addEventListener("focus", () => standIn.start());
  // Material looks at the box when a key is released: words that are pasted or spoken are told in the same way.
  input.addEventListener("input", () => input.dispatchEvent(new Event("keyup")));
  // Material asks for one worker, that of the search.
  window.Worker = function () {
    window.Worker = NativeWorker;
    return standIn;
  };

  // What was looked for is marked on the page that was found, by the same words as the index has.
  if (new URLSearchParams(location.search).get("h")) {
    for (const name of ["words.js", "highlight.js"]) {
      const script = document.createElement("script");
      script.async = false;
      script.src = new URL(name, absolute(workerAddress));
      document.head.append(script);
    }
  }
})();
