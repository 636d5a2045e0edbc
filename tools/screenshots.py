"""Take pictures of pages as readers see them: wide and narrow, light and dark, in both languages.

    python tools/screenshots.py "" trials/tensors/ --out pictures          # builds the site first
    python tools/screenshots.py trials/tensors/ --site site --out pictures # takes a built one

For looking at, before a change to the style or the templates is kept. Needs Playwright and a Chromium (see `chromium`).
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import http.server
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SIZES = {"wide": (1280, 900), "narrow": (390, 844)}
LANGUAGES = {"zh": "", "en": "en/"}
TALLEST = 4000  # pixels; a picture of a longer page is cut here, or it cannot be looked at
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",  # a page that asks another host gets no answer
]


def chromium() -> str | None:
    """Find a Chromium: the one of the environment variable CHROMIUM, or of the system, the leanest first."""
    names = (os.environ.get("CHROMIUM"), "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serve files without a line on the terminal for each; a missing page is the site's own 404."""

    def log_message(self, format: str, *args: object) -> None:
        pass

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        missing = Path(self.directory, self.path.split("/")[1], "404.html")
        if code != 404 or not missing.is_file():
            return super().send_error(code, message, explain)
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(missing.read_bytes())


class Server(http.server.ThreadingHTTPServer):
    """A server that stays quiet when a browser leaves a page and stops loading it."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextlib.contextmanager
def serve(site: Path, path: str = "hanli") -> Iterator[str]:
    """Serve a built site on a free port, under a path like a project page's, and give its address."""
    with tempfile.TemporaryDirectory() as directory:
        Path(directory, path).symlink_to(site.resolve(), target_is_directory=True)
        handler = functools.partial(Quiet, directory=directory)
        with Server(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{server.server_port}/{path}/"
            server.shutdown()


def build(site: Path) -> None:
    """Build both languages into a folder."""
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(site)],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        check=True,
    )


def take(site: Path, pages: list[str], out: Path) -> list[Path]:
    """Take all pictures of some pages of a built site."""
    from playwright.sync_api import sync_playwright

    out.mkdir(parents=True, exist_ok=True)
    taken = []
    with sync_playwright() as playwright, serve(site) as address:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for (size, (width, height)), mode in product(SIZES.items(), ("light", "dark")):
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme=mode,
                reduced_motion="reduce",
            )
            tab = context.new_page()
            for page, (language, prefix) in product(pages, LANGUAGES.items()):
                tab.set_viewport_size({"width": width, "height": height})
                answer = tab.goto(f"{address}{prefix}{page}", wait_until="networkidle")
                if answer and not answer.ok:
                    sys.exit(f"{prefix}{page}: {answer.status}")
                tall = tab.evaluate("document.documentElement.scrollHeight")
                tab.set_viewport_size({"width": width, "height": min(tall, TALLEST)})
                tab.wait_for_timeout(200)
                name = page.strip("/").replace("/", "-").replace("#", "-") or "index"
                taken.append(out / f"{name}.{language}.{size}.{mode}.png")
                tab.screenshot(path=taken[-1])
            context.close()
        browser.close()
    return taken


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("pages", nargs="*", default=[""], help="addresses under the language's root")
    parser.add_argument("--out", type=Path, default=Path("pictures"), help="where to put them")
    parser.add_argument("--site", type=Path, help="a built site; without it, one is built")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        site = arguments.site or Path(directory)
        if not arguments.site:
            build(site)
        for picture in take(site, arguments.pages, arguments.out):
            print(picture)


if __name__ == "__main__":
    main()
