// Renders what pymdownx.arithmatex marked, \(inline\) or \[display\]. Loaded, after KaTeX, by pages with mathematics.
for (const element of document.querySelectorAll(".arithmatex")) {
  const tex = element.textContent.trim();
  katex.render(tex.slice(2, -2), element, { displayMode: tex.startsWith("\\["), throwOnError: false });
}
