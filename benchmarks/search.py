"""How much CPU time the search of the site takes to get ready when a reader first turns to its box: read and index the headings
of all pages, after which it answers, and then their texts.

On the site this happens in a worker. Chromium's throttling slows the main thread of a page and never a worker, so a slow
processor is measured by the same scripts on the main thread of an empty page. What counts is the CPU time of that thread, which
other programs disturb little; the time for which a throttled thread is held up counts as its own. A loop of plain arithmetic
says by how much the throttling really slows the thread. Each measurement is the first in a fresh page, before the browser has
compiled anything. What Chromium does in threads of its own (collecting garbage, compiling) is neither counted nor throttled.

    python -m benchmarks.search               # builds the site first
    python -m benchmarks.search --site site   # takes a built one
"""

from __future__ import annotations

import argparse
import gzip
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from itertools import product
from pathlib import Path
from typing import Any

from benchmarks import tables
from tools.screenshots import FLAGS, ROOT, chromium, serve
from tools.search.index import FIRST, read_index

LANGUAGES = {"Chinese": "", "English": "en/"}
ROUNDS, THROTTLING = 5, 4
QUERY = "learning rate 学习率"
SCRIPTS = ("vendor/minisearch/minisearch.js", "search/words.js", "search/engine.js")

GET_READY = """async (address) => {
    globalThis.index = await (await fetch(address)).json();
    globalThis.engine = new Engine(index);
}"""
GET_COMPLETE = """async (address) => {
    for (const name of index.texts) {
        const texts = await (await fetch(new URL(name, address))).json();
        for (const [url, each] of Object.entries(texts)) engine.addTexts(url, each);
    }
}"""
ASK = "(query) => { engine.search(query); }"
LOOP = """() => {
    for (let i = 0, x = 0; i < 3e7; i++) x = (x + i * i) % 1000003;
}"""


class Thread:
    """The main thread of a fresh page of the site, throttled as DevTools do, and its CPU time."""

    def __init__(self, browser: Any, home: str, throttling: int) -> None:
        self.page = browser.new_context().new_page()
        self.page.goto(f"{home}assets/print.css")  # a page without scripts of its own
        self.tools = self.page.context.new_cdp_session(self.page)
        self.tools.send("Performance.enable")
        self.tools.send("Emulation.setCPUThrottlingRate", {"rate": throttling})

    def measure(self, script: str, argument: str = "") -> float:
        """Run a script; give the CPU time that it took, in milliseconds."""
        before = self.read_clock()
        self.page.evaluate(script, argument)
        return self.read_clock() - before

    def read_clock(self) -> float:
        metrics = {each["name"]: each["value"] for each in self.tools.send("Performance.getMetrics")["metrics"]}
        return 1000 * float(metrics["ThreadTime"])


def measure_search(browser: Any, home: str, prefix: str, throttling: int) -> tuple[float, float, float]:
    """The CPU time in milliseconds until the search of a language answers, until it has all texts, and of a query then."""
    thread = Thread(browser, home, throttling)
    for script in SCRIPTS:
        thread.page.add_script_tag(url=f"{home}assets/{script}")
    address = f"{home}{prefix}search/sections.json"
    answers, texts = thread.measure(GET_READY, address), thread.measure(GET_COMPLETE, address)
    found = answers, answers + texts, thread.measure(ASK, QUERY)
    thread.page.context.close()
    return found


def weigh(files: Iterable[Path]) -> str:
    """What hosts send of some files."""
    return f"{sum(len(gzip.compress(file.read_bytes())) for file in files) / 1000:.0f} kB"


def measure_loop(browser: Any, home: str, throttling: int) -> float:
    """The CPU time of the loop of arithmetic, in milliseconds."""
    thread = Thread(browser, home, throttling)
    found = thread.measure(LOOP)
    thread.page.context.close()
    return found


def measure_all(site: Path) -> tuple[dict[str, Any], list[list[str]]]:
    """The facts, and the rows of the table: medians of alternated rounds."""
    from playwright.sync_api import sync_playwright

    times: dict[tuple[str, int], list[tuple[float, float, float]]] = {}
    loops: dict[int, list[float]] = {}
    with serve(site) as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for _, throttling in product(range(ROUNDS), (1, THROTTLING)):
            loops.setdefault(throttling, []).append(measure_loop(browser, home, throttling))
            for prefix in LANGUAGES.values():
                run = measure_search(browser, home, prefix, throttling)
                times.setdefault((prefix, throttling), []).append(run)
        browser.close()

    def median(throttling: int, part: int) -> list[str]:
        runs = [times[prefix, throttling] for prefix in LANGUAGES.values()]
        return [f"{statistics.median(run[part] for run in each):,.0f} ms" for each in runs]

    folders = [site / prefix / "search" for prefix in LANGUAGES.values()]
    sections = [sum(len(page[3]) for page in read_index(folder)) for folder in folders]
    rows = [
        ["sections", *(f"{count:,}" for count in sections)],
        ["headings, compressed", *(weigh([folder / FIRST]) for folder in folders)],
        ["texts, compressed", *(weigh(folder.glob("texts/*")) for folder in folders)],
        ["CPU time until headings are found, full speed", *median(1, 0)],
        ["CPU time until headings are found, throttled", *median(THROTTLING, 0)],
        ["CPU time until all texts are found, full speed", *median(1, 1)],
        ["CPU time until all texts are found, throttled", *median(THROTTLING, 1)],
        ["CPU time of a first query, full speed", *median(1, 2)],
        ["CPU time of a first query, throttled", *median(THROTTLING, 2)],
    ]
    slowdown = statistics.median(loops[THROTTLING]) / statistics.median(loops[1])
    facts = {"rounds": ROUNDS, "rate": THROTTLING, "slowdown": f"{slowdown:.1f}", "load": f"{os.getloadavg()[0]:.1f}"}
    return facts, rows


def main() -> None:
    """Measure a built site, or build it, and keep the table."""
    parser = argparse.ArgumentParser(description="How long the search takes to get ready.")
    parser.add_argument("--site", type=Path, help="a built site; without it, the site is built first")
    given = parser.parse_args().site
    with tempfile.TemporaryDirectory() as folder:
        site = given or Path(folder)
        if given is None:
            subprocess.run(
                [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder], cwd=ROOT, check=True
            )
        facts, rows = measure_all(site.resolve())
    tables.write("search", facts, {"ready": tables.table(["measured", *LANGUAGES], rows)})


if __name__ == "__main__":
    main()
