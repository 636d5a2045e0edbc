// The language switch leads to the heading that is being read: both languages have the same anchors.

{
  const switches = document.querySelectorAll("a.hanli-language");
  const headings = [...document.querySelectorAll(".md-content :is(h1, h2, h3, h4, h5, h6)[id]")];

  /** The anchor of the section in view: the one in the address while its heading can be seen, else that of the last heading above. */
  const readAnchor = () => {
    const top = document.querySelector(".md-header").getBoundingClientRect().bottom;
    const place = document.querySelector(":target")?.getBoundingClientRect();
    if (place && place.bottom >= top && place.top < innerHeight) return location.hash;
    const line = top + (innerHeight - top) / 4; // a heading within the first quarter of the page is the one being read
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top <= line);
    const last = passed.at(-1);
    return last && last.tagName !== "H1" ? `#${encodeURIComponent(last.id)}` : "";
  };

  // Before whatever a reader may do with a link: open it, open it in a new tab, copy its address.
  for (const event of ["click", "auxclick", "contextmenu"]) {
    for (const link of switches) link.addEventListener(event, () => (link.hash = readAnchor()));
  }
}
