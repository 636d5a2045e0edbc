// Stands in for Mermaid until it has arrived: Material finds an object to talk to (else it would fetch one from another
// host), and the page answers the reader while the megabyte is on its way. Loaded, before Material, by pages with diagrams.
{
  const arrived = new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("vendor/mermaid/mermaid.min.js", document.currentScript.src);
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
  let settings = {};
  window.mermaid = {
    initialize: (given) => { settings = given; },
    render: async (...drawing) => {
      await arrived; // window.mermaid is Mermaid from here on
      mermaid.initialize(settings);
      return mermaid.render(...drawing);
    },
  };
}
