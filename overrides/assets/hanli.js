// What Material leaves to do. Nothing here is needed to read a page.

// Copying gives the code without the numbered marks, and without the spaces that stood before them.
const runnable = (code) => {
  const copy = code.cloneNode(true);
  for (const mark of copy.querySelectorAll(".md-annotation")) mark.replaceWith("\u0000");
  return copy.textContent.replace(/[ \t]*\u0000/g, "").trimEnd();
};
document.addEventListener(
  "click",
  ({ target }) => {
    const button = target instanceof Element && target.closest("button[data-clipboard-target]");
    if (!button) return;
    const code = document.querySelector(button.dataset.clipboardTarget);
    if (code) button.dataset.clipboardText = runnable(code);
  },
  true, // before Material's own listener, which prefers this attribute
);

// Names for what Material leaves nameless, and the keyboard's way into whatever scrolls.
const name = (selector, label) => {
  document.querySelectorAll(selector).forEach((element, index) => {
    if (!element.hasAttribute("aria-label")) element.setAttribute("aria-label", label(element, index));
  });
};
const repair = () => {
  name(".md-search[role=dialog]", () => document.querySelector(".md-search__input").placeholder);
  name(".md-code__nav", (nav, index) => `${nav.querySelector("button").title} ${index + 1}`);
  name(".md-code__button", (button) => button.title);
  name(".md-annotation__index", (mark) => `(${mark.firstElementChild.dataset.mdAnnotationId})`);
  for (const label of document.querySelectorAll(".md-nav__container > label:not(:has(.hanli-hidden))")) {
    const title = document.createElement("span");
    title.className = "hanli-hidden";
    title.textContent = label.previousElementSibling.textContent.trim();
    label.append(title);
  }
  for (const box of document.querySelectorAll(":is(pre > code, .md-typeset__scrollwrap):not([tabindex])")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  }
};
// Once a frame at most: each look at a width makes the browser lay out the page, and Material adds its marks one by one.
let asked = false;
const repairSoon = () => {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    repair();
  });
};
new MutationObserver(repairSoon).observe(document.body, { childList: true, subtree: true });
repairSoon();
