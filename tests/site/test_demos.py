"""Live demonstrations: fetched when asked for, right to 1e-4, drawn on by mouse and finger, and honest when they cannot run."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from building import make_small_site, mkdocs
from test_every_page import watch

from tools.screenshots import serve

ASSETS = Path(__file__).parents[2] / "overrides/assets"
WASM = "vendor/onnxruntime/ort-wasm-simd-threaded.wasm.gz"
DEMO = '<div class="hanli-demo" data-demo="digits" data-megabytes="4"></div>'
PAGES = {"zh/index.md": f"# 首页 {{ #home }}\n\n{DEMO}\n", "en/index.md": f"# Home {{ #home }}\n\n{DEMO}\n"}
PATIENCE = 60_000  # milliseconds for one step, on a busy machine
ON_CLICK = [
    "demos/digits.js",
    "models/digits.json",
    "models/digits.onnx",
    WASM,
    "vendor/onnxruntime/ort.wasm.bundle.min.js",
]
AGREE = """([expected, tolerance]) => [...document.querySelectorAll(".hanli-sketch__bars > li")].every((bar, digit) =>
    bar.dataset.probability && Math.abs(bar.dataset.probability - expected[digit]) <= tolerance)"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with a demonstration on its home page, in both languages."""
    folder = tmp_path_factory.mktemp("demos")
    done = mkdocs(make_small_site(folder / "small", PAGES), folder / "site")
    assert done.returncode == 0, done.stdout
    return folder / "site"


@pytest.fixture
def served(built: Path) -> Iterator[str]:
    with serve(built) as address:
        yield address


def open_page(tab: Callable[..., Any], url: str, **options: Any) -> tuple[Any, list[str]]:
    """A phone that shows a page at rest, and the paths below assets/ that it asks for from now on."""
    page = tab(viewport={"width": 390, "height": 844}, **options)
    page.set_default_timeout(PATIENCE)
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(re.sub(r"\?.*", "", sent.url.split("/assets/")[-1])))
    page.goto(url)
    page.wait_for_load_state("networkidle")
    return page, asked


def axe_faults(page: Any, how: str) -> list[str]:
    found = Axe().run(page, context=[".hanli-demo"]).response["violations"]
    return [f"{how}: {fault['id']}: {node['html'][:200]}" for fault in found for node in fault["nodes"]]


def place_of(page: Any, x: float, y: float) -> tuple[float, float]:
    """A point of the drawing area, given by its shares, in the window."""
    box = page.locator(".hanli-sketch__canvas").bounding_box()
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def test_nothing_is_fetched_before_the_click_then_pictures_and_strokes_are_recognized(
    built: Path, served: str, tab: Callable[..., Any]
) -> None:
    page, asked = open_page(tab, "about:blank", color_scheme="light")
    faults = watch(page, served)
    page.goto(served)
    page.wait_for_load_state("networkidle")
    assert "demos/frame.js" in asked
    assert not set(asked) & set(ON_CLICK)
    asked.clear()
    assert axe_faults(page, "before") == []

    page.get_by_role("button", name="运行演示").click()
    page.locator(".hanli-demo[data-state=ready]").wait_for()
    assert sorted(asked) == ON_CLICK
    megabytes = sum((built / "assets" / path).stat().st_size for path in ON_CLICK) / 1e6
    assert f'data-megabytes="{megabytes:.0f}"' in DEMO
    assert page.evaluate("document.activeElement.className") == "hanli-demo__place", "the focus is not lost"

    rows = json.loads((ASSETS / "models/digits.json").read_text("utf-8"))
    for row in rows:  # each by the keyboard alone
        page.get_by_role("button", name=f"测试图片 {row['digit']}", exact=True).press("Enter")
        page.wait_for_function(AGREE, arg=[row["probabilities"], 1e-4])
    summary = page.locator(".hanli-sketch__summary")
    assert summary.get_attribute("aria-live") == "polite"
    assert re.fullmatch(r"网络认为是 9，概率 [\d.]+%。", summary.inner_text())

    page.get_by_role("button", name="清除").click()
    assert page.locator(".hanli-sketch__bars span").all_inner_texts() == ["–"] * 10
    page.mouse.move(*place_of(page, 0.55, 0.15))
    page.mouse.down()
    page.mouse.move(*place_of(page, 0.5, 0.85), steps=8)
    page.mouse.up()
    page.get_by_text(re.compile("网络认为是 1，")).wait_for()

    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for scheme in ("default", "slate"):
        page.evaluate("scheme => document.body.setAttribute('data-md-color-scheme', scheme)", scheme)
        page.wait_for_timeout(300)
        faults += axe_faults(page, scheme)
    page.emulate_media(media="print")
    assert not page.locator(".hanli-demo").is_visible()
    assert not faults, "\n".join(faults)


def test_what_cannot_be_loaded_is_said_and_can_be_tried_again(served: str, tab: Callable[..., Any]) -> None:
    page, _ = open_page(tab, f"{served}en/", has_touch=True)
    state, button = page.locator(".hanli-demo"), page.locator(".hanli-demo > button")
    for path in ("models/digits.onnx", WASM, "demos/digits.js", "vendor/onnxruntime/ort.wasm.bundle.min.js"):
        page.route(f"**/{path}*", lambda route: route.abort())
        button.click()
        page.locator(".hanli-demo[data-state=failed]").wait_for()
        assert "The demonstration does not run: the model or the runtime could not be loaded" in state.inner_text()
        assert button.inner_text() == "Try again"
        page.unroute(f"**/{path}*")
    # What a page sees of a host that sends .gz as an encoding: the browser has unpacked it.
    unpacked = gzip.decompress((ASSETS / WASM).read_bytes())
    page.route(f"**/{WASM}", lambda route: route.fulfill(body=unpacked, content_type="application/wasm"))
    button.click()
    page.locator(".hanli-demo[data-state=ready]").wait_for()

    finger = page.context.new_cdp_session(page)  # draws a 7, and the page does not scroll meanwhile
    page.locator(".hanli-sketch__canvas").scroll_into_view_if_needed()
    path = [(0.25, 0.2), (0.5, 0.2), (0.75, 0.2), (0.62, 0.5), (0.5, 0.85)]
    for step, point in enumerate(path):
        x, y = place_of(page, *point)
        kind = "touchMove" if step else "touchStart"
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.get_by_text("The network takes it for 7, with probability").wait_for()


def test_a_browser_without_what_it_needs_is_told_so(served: str, tab: Callable[..., Any]) -> None:
    page, asked = open_page(tab, served)
    page.evaluate("delete window.DecompressionStream")
    asked.clear()
    page.get_by_role("button", name="运行演示").click()
    assert "这个浏览器太旧，运行不了演示" in page.locator(".hanli-demo [role=status]").inner_text()
    assert not asked


def test_only_pages_with_a_demonstration_load_it_and_both_languages_share_one_copy(built: Path) -> None:
    for prefix in ("", "en/"):
        assert "assets/demos/" in (built / prefix / "index.html").read_text("utf-8")
        assert "assets/demos/" not in (built / prefix / "404.html").read_text("utf-8")
    for path in ON_CLICK:
        assert [file.relative_to(built).as_posix() for file in built.rglob(Path(path).name)] == [f"assets/{path}"]
