// Console blocks: what they install, and what their copy button copies.

// The line that installs the wheel gets the address from which this page was read; the note that does without is hidden.
for (const note of document.querySelectorAll(".hanli-wheel")) {
  const link = note.querySelector("a");
  const code = note.previousElementSibling?.querySelector("code");
  const wheel = link.getAttribute("href").replace(/^(\.\.\/)+/, "");
  const pieces = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
  while (pieces.nextNode()) {
    const piece = pieces.currentNode;
    if (!piece.data.includes(wheel)) continue;
    piece.data = piece.data.replace(wheel, link.href);
    note.hidden = true;
  }
}

// Copying gives the commands: no prompt, no output. The rule is the one of tools/console.py: a command begins with "$ " and
// goes on where its line ends in a backslash.
const commands = (text) => {
  const taken = [];
  for (const line of text.split("\n")) {
    if (taken.at(-1)?.endsWith("\\")) taken.push(line);
    else if (line.startsWith("$ ")) taken.push(line.slice(2));
  }
  return taken.join("\n");
};
document.addEventListener(
  "click",
  ({ target }) => {
    const button = target instanceof Element && target.closest(".language-console button[data-clipboard-target]");
    if (button) button.dataset.clipboardText = commands(document.querySelector(button.dataset.clipboardTarget).textContent);
  },
  true, // after the listener in hanli.js, before Material's own
);
