/* Marks on a page the words that the search found there; the result's address names them in `?h=`. */
"use strict";

(() => {
  // Formulas and diagrams are drawn from their text, and labels of controls are no text of the page.
  const UNTOUCHED = "script, style, svg, noscript, textarea, button, .arithmatex, .katex, .mermaid";
  const words = new Set(new URLSearchParams(location.search).get("h").split(" "));
  const content = document.querySelector("[data-md-component=content]");
  const walker = document.createTreeWalker(content, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    if (!walker.currentNode.parentElement.closest(UNTOUCHED)) texts.push(walker.currentNode);
  }
  for (const text of texts) {
    // From the last to the first, so that the places of the others stay true.
    for (const [start, end] of occurrences(text.data, words).reverse()) {
      const mark = document.createElement("mark");
      mark.dataset.mdHighlight = "";
      const found = text.splitText(start);
      found.splitText(end - start);
      found.replaceWith(mark);
      mark.append(found);
    }
  }
})();
