// A table whose rows can be filtered by what some of its columns say. Without this script it is a plain table.
//
// The page names the columns, counted from 0: <div class="hanli-filter" data-columns="1 2 6">. A cell may hold several values with
// commas between them. Nothing is remembered. Loaded by pages with such a table.
{
  const WORDS = {
    zh: { all: "全部", shown: (n, m) => (n === m ? `共 ${m} 条` : `${m} 条中的 ${n} 条`), reset: "显示全部" },
    en: { all: "all", shown: (n, m) => (n === m ? `${m} rows` : `${n} of ${m} rows`), reset: "Show all" },
  }[document.documentElement.lang];
  const valuesOf = (cell) => cell.textContent.split(/[、,]\s*/).map((value) => value.trim());

  const box = document.querySelector(".hanli-filter");
  if (box) {
    const table = box.querySelector("table");
    const rows = [...table.tBodies[0].rows];
    const form = document.createElement("form");
    const choices = box.dataset.columns.split(" ").map((column) => {
      const label = document.createElement("label");
      const select = document.createElement("select");
      const values = new Set(rows.flatMap((row) => valuesOf(row.cells[column])));
      select.autocomplete = "off"; // or a reload would keep the choice and not the rows
      select.append(new Option(WORDS.all, ""), ...[...values].map((value) => new Option(value, value)));
      select.id = `hanli-filter-${column}`;
      label.htmlFor = select.id;
      label.append(table.tHead.rows[0].cells[column].textContent);
      form.append(label, select);
      return { column, select };
    });
    const reset = document.createElement("button");
    reset.type = "reset";
    reset.textContent = WORDS.reset;
    const count = document.createElement("p");
    count.setAttribute("role", "status");
    count.setAttribute("aria-live", "polite");
    form.append(reset, count);
    box.prepend(form);

    const show = () => {
      for (const row of rows) {
        row.hidden = choices.some(({ column, select }) => select.value && !valuesOf(row.cells[column]).includes(select.value));
      }
      const shown = rows.filter((row) => !row.hidden).length;
      count.textContent = WORDS.shown(shown, rows.length);
      reset.disabled = shown === rows.length;
    };
    const showAll = () => {
      form.reset();
      choices[0].select.focus(); // a disabled button loses the focus
      show();
    };
    form.addEventListener("input", show);
    form.addEventListener("submit", (event) => event.preventDefault());
    reset.addEventListener("click", (event) => {
      event.preventDefault();
      showAll();
    });
    // A link to a row that is filtered out shows all rows.
    addEventListener("hashchange", () => {
      const goal = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (!box.contains(goal) || !goal.closest("tr")?.hidden) return;
      form.reset();
      show();
      goal.scrollIntoView();
    });
    show();
  }
}
