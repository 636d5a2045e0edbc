/* On the page of a missing address: the search box holds the words of the address, and each language offers to search for
   them. */
"use strict";

(() => {
  const names = decodeURIComponent(location.pathname).split("/").filter((name) => name && name !== "en");
  const { base } = JSON.parse(document.getElementById("__config")?.textContent ?? "{}");
  const above = base ? new URL(base, location).pathname.split("/").filter((name) => name) : [];
  const words = names
    .filter((name, i) => name !== above[i])
    .join(" ")
    .replace(/\.(?:html?|md|php|ipynb|py)\b|\bindex\b/g, " ")
    .split(/[\s\-_.+]+/)
    .filter((word) => word)
    .join(" ");
  if (!words) return;
  document.querySelector(".md-search__input").value = words;
  for (const link of document.querySelectorAll(".hanli-missing")) {
    link.querySelector("q").textContent = words;
    link.href = `${link.previousElementSibling.href}?q=${encodeURIComponent(words)}`;
    link.hidden = false;
  }
})();
