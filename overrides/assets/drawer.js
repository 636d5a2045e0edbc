// The menu of a narrow screen for the keyboard: Material opens its drawer by labels, and no key reaches these.

{
  const words = { zh: "菜单", en: "Menu" }[document.documentElement.lang];
  const state = document.getElementById("__drawer"); // checked: open
  const drawer = document.querySelector(".md-sidebar--primary");

  // A button of its own, since a label can be none. While it has the focus, the label's icon shows it.
  const button = document.createElement("button");
  button.type = "button";
  button.className = "hanli-menu hanli-hidden";
  button.textContent = words;
  drawer.id ||= "hanli-drawer";
  button.setAttribute("aria-controls", drawer.id);
  button.setAttribute("aria-expanded", "false");
  document.querySelector(".md-header label[for=__drawer]").after(button);

  const setOpen = (open) => {
    if (state.checked === open) return;
    state.checked = open;
    state.dispatchEvent(new Event("change", { bubbles: true })); // Material stops the page behind from scrolling
  };

  /** Give the focus to an element of the panel in front, once the style sheet lets it be seen. */
  const focusInside = (choose, frames = 60) => {
    const seen = [...drawer.querySelectorAll("a[href], [tabindex='0']")].filter((element) =>
      element.checkVisibility({ visibilityProperty: true }),
    );
    const goal = choose(seen);
    if (goal) goal.focus();
    else if (frames && state.checked) requestAnimationFrame(() => focusInside(choose, frames - 1));
  };
  const firstLink = (seen) => seen.find((element) => !element.closest(".md-nav__title"));

  /** Labels that lead to a panel, back, and to the page's contents all get their place in the order of Tab. */
  const makeLabelsReachable = () => {
    for (const label of drawer.querySelectorAll("label:is([for^=__nav], [for=__toc])")) label.tabIndex = 0;
  };
  button.addEventListener("click", () => {
    setOpen(!state.checked);
    if (!state.checked) return;
    makeLabelsReachable();
    focusInside(firstLink);
  });
  state.addEventListener("change", () => button.setAttribute("aria-expanded", String(state.checked)));

  /** Name the panels whose title and links lie behind an open panel. */
  const markCovered = () => {
    for (const panel of drawer.querySelectorAll(".md-nav")) {
      const open = panel.querySelector(":scope > .md-nav__list > .md-nav__item > .md-nav__toggle:checked");
      panel.classList.toggle("hanli-covered", open !== null);
    }
  };
  markCovered();
  for (const toggle of drawer.querySelectorAll(".md-nav__toggle")) {
    toggle.addEventListener("change", () => {
      markCovered();
      if (!state.checked) return;
      const panel = toggle.parentElement.querySelector(":scope > .md-nav");
      const chooseLink = (seen) => firstLink(seen.filter((element) => panel.contains(element)));
      const chooseLabel = (seen) => seen.find((element) => element.htmlFor === toggle.id);
      focusInside(toggle.checked ? chooseLink : chooseLabel);
    });
  }

  addEventListener("keydown", (event) => {
    if (!state.checked) return;
    if (event.key === "Escape") {
      setOpen(false);
      button.focus();
    } else if (event.key === " " && event.target instanceof HTMLLabelElement) {
      event.preventDefault(); // of scrolling; Enter is Material's
      event.target.click();
    }
  });

  // Whoever leaves the drawer with Tab has closed it: the page under it cannot be seen.
  addEventListener("focusin", ({ target }) => {
    if (state.checked && target !== button && !drawer.contains(target)) setOpen(false);
  });
}
