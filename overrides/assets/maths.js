// Renders what pymdownx.arithmatex marked, \(inline\) or \[display\]. KaTeX is fetched when a formula is to be seen: at once
// where the text has one, and where only the notes behind the marks of code have, when the reader turns to a mark.
{
  const folder = new URL("vendor/katex/", document.currentScript.src);
  const formulas = [...document.querySelectorAll(".arithmatex")]; // now, while the notes still stand in their lists

  const fetchKatex = () =>
    new Promise((resolve, reject) => {
      const style = document.createElement("link");
      style.rel = "stylesheet";
      style.href = new URL("katex.min.css", folder);
      const script = document.createElement("script");
      script.src = new URL("katex.min.js", folder);
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(style, script);
    });
  const render = (element) => {
    const tex = element.textContent.trim();
    katex.render(tex.slice(2, -2), element, { displayMode: tex.startsWith("\\["), throwOnError: false });
  };
  let drawn;
  const draw = () => (drawn ??= fetchKatex().then(() => formulas.forEach(render)));

  const isNote = (formula) => {
    const list = formula.closest(".highlight + ol");
    return Boolean(list) && /\(\d+\)!?/.test(list.previousElementSibling.querySelector("code")?.textContent ?? "");
  };
  if (formulas.every(isNote)) {
    const turn = ({ target }) => target instanceof Element && target.closest(".md-annotation") && draw();
    for (const event of ["pointerover", "focusin"]) document.addEventListener(event, turn);
    addEventListener("beforeprint", draw);
  } else {
    draw();
  }
}
