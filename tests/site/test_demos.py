"""Live demonstrations: fetched when asked for, right to 1e-4, usable by mouse, finger and keys, and honest when they cannot run."""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skimage
import torch
from axe_playwright_python.sync_playwright import Axe
from browsing import wait_until_quiet, watch
from PIL import Image
from scipy import ndimage
from torchvision.ops import batched_nms

from hanli.projects.detection import decode, load_digit_detector
from hanli.projects.detection.browser import Scored
from hanli.projects.detection.scenes import enlarge
from hanli.projects.segmentation import load_nuclei_unet
from hanli.projects.segmentation.browser import SIDE, Probabilities

ASSETS = Path(__file__).parents[2] / "overrides/assets"
RUNTIME = "vendor/onnxruntime/ort.wasm.bundle.min.js"
WASM = "vendor/onnxruntime/ort-wasm-simd-threaded.wasm.gz"
DEMOS = {"digits": 4, "scenes": 4, "nuclei": 5}  # megabytes
PAGE = "\n\n".join(
    f'<div class="hanli-demo" data-demo="{name}" data-megabytes="{size}"></div>' for name, size in DEMOS.items()
)
PAGES = {"zh/index.md": f"# 首页 {{ #home }}\n\n{PAGE}\n", "en/index.md": f"# Home {{ #home }}\n\n{PAGE}\n"}
AGREE = """([expected, tolerance]) => [...document.querySelectorAll(".hanli-sketch__bars > li")].every((bar, digit) =>
    bar.dataset.probability && Math.abs(bar.dataset.probability - expected[digit]) <= tolerance)"""
KEEP_OUTPUTS = """name => {
    window.outputs = [];
    document.querySelector(`[data-demo=${name}]`).addEventListener("hanli-outputs", ({ detail }) => window.outputs.push(
        Object.fromEntries(Object.entries(detail).map(([name, { data, dims }]) => [name, [[...data], [...dims]]]))));
}"""


def fetched_by(name: str) -> list[str]:
    """What the button of a demonstration loads, sorted."""
    own = [f"demos/{name}.js", f"models/{name}.json", f"models/{name}.onnx"]
    return sorted([*own, "demos/elements.js", WASM, RUNTIME])


def open_page(tab: Callable[..., Any], url: str, **options: Any) -> tuple[Any, list[str]]:
    """A phone that shows a page at rest, and the paths below assets/ that it asks for from now on."""
    page = tab(viewport={"width": 390, "height": 844}, **options)
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(re.sub(r"\?.*", "", sent.url.split("/assets/")[-1])))
    page.goto(url)
    wait_until_quiet(page)
    return page, asked


def start(page: Any, name: str) -> Any:
    """Press the button of a demonstration and wait for it; `outputs` of the window then holds what its network gave."""
    page.evaluate(KEEP_OUTPUTS, name)
    page.locator(f"[data-demo={name}] > button").click()
    page.locator(f"[data-demo={name}][data-state=ready]").wait_for()
    return page.locator(f"[data-demo={name}]")


def outputs_of(page: Any, count: int) -> dict[str, torch.Tensor]:
    """The outputs of the last of `count` runs, by name."""
    page.wait_for_function("count => outputs.length >= count", arg=count)
    return {name: torch.tensor(data).reshape(dims) for name, (data, dims) in page.evaluate("outputs.at(-1)").items()}


def slide(page: Any, name: str, value: float) -> None:
    """Set a slider as a mouse does."""
    page.get_by_label(name, exact=True).evaluate(
        "(slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input')) }", value
    )


def read_bytes(text: str, *shape: int) -> torch.Tensor:
    """Bytes of a JSON file, as levels from 0 to 1."""
    return torch.from_numpy(np.frombuffer(base64.b64decode(text), np.uint8).copy()).reshape(shape).float() / 255


def axe_faults(page: Any, how: str) -> list[str]:
    found = Axe().run(page, context=[".hanli-demo"]).response["violations"]
    return [f"{how}: {fault['id']}: {node['html'][:200]}" for fault in found for node in fault["nodes"]]


def place_of(page: Any, x: float, y: float) -> tuple[float, float]:
    """A point of the drawing area, given by its shares, in the window."""
    box = page.locator(".hanli-sketch__canvas").bounding_box()
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


@pytest.mark.parametrize("name", DEMOS)
def test_nothing_is_fetched_before_the_click_and_what_then_comes_suits_every_reader(
    built: Path, served: str, tab: Callable[..., Any], name: str
) -> None:
    page, asked = open_page(tab, "about:blank", color_scheme="light")
    faults = watch(page, served)
    page.goto(served)
    wait_until_quiet(page)
    assert "demos/frame.js" in asked
    assert not set(asked) & set(fetched_by(name))
    asked.clear()
    assert axe_faults(page, "before") == []

    demo = start(page, name)
    assert sorted(asked) == fetched_by(name)
    megabytes = sum((built / "assets" / path).stat().st_size for path in fetched_by(name)) / 1e6
    assert DEMOS[name] == round(megabytes)
    assert page.evaluate("document.activeElement.className") == "hanli-demo__place", "the focus is not lost"
    summary = demo.locator(".hanli-demo__summary")
    assert summary.get_attribute("aria-live") == "polite"
    page.wait_for_function("summary => summary.textContent", arg=summary.element_handle())

    if name == "scenes":  # with what appears only then
        page.get_by_role("button", name="加上数字 7").press("Enter")
        outputs_of(page, 2)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for scheme in ("default", "slate"):
        page.evaluate("scheme => document.body.setAttribute('data-md-color-scheme', scheme)", scheme)
        page.wait_for_timeout(300)
        faults += axe_faults(page, scheme)
    page.emulate_media(media="print")
    assert not demo.is_visible()
    assert not faults, "\n".join(faults)


def test_digits_are_recognized_in_pictures_and_strokes(served: str, tab: Callable[..., Any]) -> None:
    page, _ = open_page(tab, served)
    start(page, "digits")
    rows = json.loads((ASSETS / "models/digits.json").read_text("utf-8"))
    for row in rows:  # each by the keyboard alone
        page.get_by_role("button", name=f"测试图片 {row['digit']}", exact=True).press("Enter")
        page.wait_for_function(AGREE, arg=[row["probabilities"], 1e-4])
    assert re.fullmatch(r"网络认为是 9，概率 [\d.]+%。", page.locator(".hanli-demo__summary").inner_text())

    page.get_by_role("button", name="清除").click()
    assert page.locator(".hanli-sketch__bars span").all_inner_texts() == ["–"] * 10
    page.mouse.move(*place_of(page, 0.55, 0.15))
    page.mouse.down()
    page.mouse.move(*place_of(page, 0.5, 0.85), steps=8)
    page.mouse.up()
    page.get_by_text(re.compile("网络认为是 1，")).wait_for()


def shown_boxes(page: Any) -> list[tuple[int, float, list[float]]]:
    """Label, score and edges of the boxes in the list."""
    rows = page.locator(".hanli-scene__boxes > li").evaluate_all("items => items.map(item => ({ ...item.dataset }))")
    return [(int(row["label"]), float(row["score"]), [*map(float, row["box"].split(","))]) for row in rows]


def test_boxes_are_those_of_pytorch_at_any_thresholds(served: str, tab: Callable[..., Any]) -> None:
    page, _ = open_page(tab, f"{served}en/")
    start(page, "scenes")
    examples = json.loads((ASSETS / "models/scenes.json").read_text("utf-8"))
    model = load_digit_detector()
    runs = 1
    for number, scene in enumerate(examples["scenes"], 1):
        page.get_by_role("button", name=f"Test picture {number}", exact=True).press("Enter")
        runs += 1
        given = outputs_of(page, runs)
        image = read_bytes(scene["pixels"], 1, 3, 96, 96)
        with torch.no_grad():
            raw = model(image)
            for name, expected in zip(("boxes", "scores", "labels"), Scored(model)(image), strict=True):
                torch.testing.assert_close(given[name].to(expected.dtype), expected, rtol=1e-5, atol=1e-4)
        for threshold, overlap in ((0.3, 0.5), (0.05, 1.0), (0.05, 0.2), (0.6, 0.0)):
            slide(page, "Score threshold", threshold)
            slide(page, "IoU threshold of NMS", overlap)
            (found,) = decode(raw, threshold=threshold, overlap=overlap, most=144)
            shown = shown_boxes(page)
            assert [label for label, _, _ in shown] == found["labels"].tolist()
            torch.testing.assert_close(
                torch.tensor([score for _, score, _ in shown]), found["scores"], rtol=0, atol=1e-4
            )
        slide(page, "Score threshold", 0.3)
        slide(page, "IoU threshold of NMS", 0.5)
    sliders = page.get_by_label("Score threshold", exact=True)
    before = len(shown_boxes(page))
    sliders.press("Home")
    assert len(shown_boxes(page)) > before, "the keyboard moves the sliders"
    words = page.locator("[data-demo=scenes] .hanli-demo__summary").inner_text()
    assert words.startswith(f"Boxes: {len(shown_boxes(page))}. Digits in the picture: {len(scene['labels'])}, of which")


def test_suppression_and_composition_in_the_browser_are_those_of_python(served: str, tab: Callable[..., Any]) -> None:
    page, _ = open_page(tab, served)
    page.evaluate("async url => { window.scenes = await import(url) }", f"{served}assets/demos/scenes.js")
    generator = torch.Generator().manual_seed(0)
    for overlap in (0.0, 0.3, 0.5, 0.8, 1.0):
        corner = torch.rand(60, 2, generator=generator) * 60
        boxes = torch.cat([corner, corner + 4 + torch.rand(60, 2, generator=generator) * 36], dim=1)
        scores, labels = torch.rand(60, generator=generator), torch.randint(3, (60,), generator=generator)
        given = [
            {"id": index, "box": boxes[index].tolist(), "score": scores[index].item(), "label": labels[index].item()}
            for index in range(60)
        ]
        kept = page.evaluate(
            "([boxes, overlap]) => scenes.suppress(boxes, 0.2, overlap).map(({ id }) => id)", [given, overlap]
        )
        above = (scores >= 0.2).nonzero()[:, 0]
        assert kept == above[batched_nms(boxes[above], scores[above], labels[above], overlap)].tolist()

    examples = json.loads((ASSETS / "models/scenes.json").read_text("utf-8"))
    cut, ground = examples["digits"][4], examples["grounds"][0]["pixels"]
    pixels = read_bytes(cut["pixels"], cut["height"], cut["width"])
    for height in (18, 31, 40):
        large = page.evaluate(
            "([cut, rows]) => { const { ink, ...size } = scenes.enlarge(cut, rows); return [[...ink], size] }",
            [cut | {"pixels": pixels.mul(255).flatten().tolist()}, height],
        )
        ink = enlarge(pixels, height)
        assert [large[1]["height"], large[1]["width"]] == [*ink.shape]
        torch.testing.assert_close(torch.tensor(large[0]).reshape(ink.shape), ink, rtol=0, atol=1e-6)
    layer = {"left": 30, "top": 50, "color": [255, 0, 128], "ink": large[0], **large[1]}
    image = read_bytes(ground, 3, 96, 96)
    composed = page.evaluate(
        "([ground, layer]) => [...scenes.compose(ground, [layer])]", [image.mul(255).flatten().tolist(), layer]
    )
    place = image[:, 50:90, 30 : 30 + ink.shape[1]]
    place.copy_(place * (1 - ink) + torch.tensor([255, 0, 128])[:, None, None] / 255 * ink)
    assert (torch.tensor(composed) - image.flatten() * 255).abs().max() <= 0.5 + 1e-3


def test_digits_are_added_moved_and_removed_by_mouse_and_keys(served: str, tab: Callable[..., Any]) -> None:
    page, _ = open_page(tab, f"{served}en/")
    start(page, "scenes")
    page.get_by_role("button", name="Photograph 2", exact=True).press("Enter")
    page.get_by_role("button", name="Add the digit 4", exact=True).press("Enter")
    layer = page.locator(".hanli-scene__digit")
    assert layer.get_attribute("aria-label") == "Digit 4, left 34, top 60"
    for key in ("ArrowRight", "ArrowDown", "Shift+ArrowRight", "ArrowLeft"):
        layer.press(key)
    assert layer.get_attribute("aria-label") == "Digit 4, left 42, top 62"
    for key in ("Shift+ArrowLeft", "ArrowUp"):
        layer.press(key)
    page.get_by_text("Boxes: 1. Digits in the picture: 1, of which found: 1.").wait_for()
    (label, _, (left, top, right, bottom)) = shown_boxes(page)[0]
    assert label == 4
    assert abs(left - 34) < 6 and abs(top - 60) < 6 and abs(right - 58) < 6 and abs(bottom - 90) < 6

    layer.evaluate("button => button.scrollIntoView({ block: 'center' })")
    view = page.locator(".hanli-demo__view").bounding_box()
    box = layer.bounding_box()
    scale = view["width"] / 96
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 10 + 20 * scale, box["y"] + 10 - 20 * scale, steps=5)
    page.mouse.move(2000, 2000)  # out of the picture it stays at the edge
    page.mouse.up()
    name = layer.get_attribute("aria-label")
    assert name == "Digit 4, left 72, top 66"  # 24 wide and 30 high
    for step in ("Larger", "Smaller", "Color"):
        page.get_by_role("button", name=step, exact=True).press("Enter")
    for digit in range(7):
        page.get_by_role("button", name=f"Add the digit {digit}", exact=True).press("Enter")
    assert layer.count() == 6, "six at most"
    layer.last.press("Delete")
    assert layer.count() == 5
    assert page.evaluate("document.activeElement.className").startswith("hanli-scene__digit"), "the focus is not lost"
    page.get_by_role("button", name="Remove", exact=True).press("Enter")
    assert layer.count() == 4
    page.get_by_role("button", name="Test picture 2", exact=True).press("Enter")
    assert layer.count() == 0
    assert not page.get_by_role("button", name="Remove", exact=True).is_visible()


def test_what_the_page_says_of_thresholds_can_be_seen(served: str, tab: Callable[..., Any]) -> None:
    page, _ = open_page(tab, f"{served}en/")
    start(page, "scenes")

    def boxes(words: str) -> list[int]:
        page.get_by_text(re.compile(f"^{words}")).wait_for()
        return [label for label, _, _ in shown_boxes(page)]

    page.get_by_role("button", name="Test picture 3", exact=True).click()
    assert boxes("Boxes: 4. Digits in the picture: 3, of which found: 2") == [4, 0, 9, 1]
    slide(page, "Score threshold", 0.4)
    assert boxes("Boxes: 2. Digits in the picture: 3, of which found: 2") == [4, 0]
    slide(page, "IoU threshold of NMS", 1)
    assert boxes("Boxes: 3") == [4, 0, 0]
    slide(page, "Score threshold", 0.05)
    assert 5 not in boxes("Boxes: 6")
    slide(page, "Score threshold", 0.3)
    slide(page, "IoU threshold of NMS", 0.5)
    page.get_by_role("button", name="Photograph 1", exact=True).click()
    assert boxes("Boxes: 3. Digits in the picture: 0") == [0, 0, 4], "the eyes of the cat"
    page.get_by_role("button", name="Photograph 2", exact=True).click()
    for _ in range(2):
        page.get_by_role("button", name="Add the digit 4", exact=True).click()
    for _ in range(6):
        page.locator(".hanli-scene__digit").last.press("ArrowLeft")
    assert boxes("Boxes: 2. Digits in the picture: 2, of which found: 2") == [4, 4]
    slide(page, "IoU threshold of NMS", 0.1)
    assert boxes("Boxes: 1. Digits in the picture: 2, of which found: 1") == [4]


def test_nuclei_are_marked_as_pytorch_does_and_counted(served: str, tab: Callable[..., Any]) -> None:
    page, _ = open_page(tab, f"{served}en/")
    demo = start(page, "nuclei")
    model = Probabilities(load_nuclei_unet())
    neighbors = np.ones((3, 3))
    rows = json.loads((ASSETS / "models/nuclei.json").read_text("utf-8"))
    for number, row in enumerate(rows, 1):
        page.get_by_role("button", name=f"Tile {number} of the test region", exact=True).press("Enter")
        given = outputs_of(page, 1 + number)["probabilities"]
        image = read_bytes(row["pixels"], 1, 1, SIDE, SIDE)
        with torch.no_grad():
            expected = model(image)
        torch.testing.assert_close(given, expected, rtol=0, atol=1e-4)
        truth = np.unpackbits(np.frombuffer(base64.b64decode(row["mask"]), np.uint8)).reshape(SIDE, SIDE) > 0
        for threshold in (0.5, 0.3, 0.8):
            slide(page, "Probability threshold", threshold)
            guess = given[0].numpy() > threshold
            words = demo.locator(".hanli-demo__summary").inner_text().replace("\u00a0", " ")
            assert words == (
                f"Pixels taken for nuclei: {100 * guess.mean():.1f} %, in {ndimage.label(guess, neighbors)[1]} pieces. "
                f"IoU {(guess & truth).sum() / (guess | truth).sum():.3f}, with {(truth & ~guess).sum()} pixels missed "
                f"and {(guess & ~truth).sum()} false ones. "
                f"The true mask has {ndimage.label(truth, neighbors)[1]} pieces, with {row['nuclei']} nuclei."
            )
    for threshold in (0.3, 0.4, 0.5, 0.6, 0.7):  # what the page says of tile 3
        slide(page, "Probability threshold", threshold)
        words = demo.locator(".hanli-demo__summary").inner_text()
        assert "in 8 pieces. IoU 0.9" in words and "with 8 nuclei" in words
    slide(page, "Probability threshold", 0.05)
    assert "and 851 false ones" in demo.locator(".hanli-demo__summary").inner_text()
    slide(page, "Probability threshold", 0.95)
    assert "with 708 pixels missed" in demo.locator(".hanli-demo__summary").inner_text()
    compare = page.get_by_label("Compare with the true mask: missed pixels are blue, false ones red")
    colors = """canvas => new Set(Array.from(new Uint32Array(
        canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer))).size"""
    before = demo.locator("[role=img]").evaluate(colors)
    compare.press("Space")
    assert demo.locator("[role=img]").evaluate(colors) != before


def test_a_picture_of_ones_own_is_cut_made_gray_and_inverted(served: str, tab: Callable[..., Any]) -> None:
    page, asked = open_page(tab, f"{served}en/")
    demo = start(page, "nuclei")
    first = json.loads((ASSETS / "models/nuclei.json").read_text("utf-8"))[0]
    expected = outputs_of(page, 1)["probabilities"]
    levels = (read_bytes(first["pixels"], SIDE, SIDE) * 255).to(torch.uint8).numpy()
    wide = np.pad(255 - levels, ((0, 0), (20, 20)), constant_values=7)  # what lies beside the middle is cut off
    kept = io.BytesIO()
    Image.fromarray(wide).convert("RGB").save(kept, "PNG")
    chooser = page.get_by_label("A picture of your own")
    asked.clear()
    chooser.set_input_files({"name": "own.png", "mimeType": "image/png", "buffer": kept.getvalue()})
    assert (outputs_of(page, 2)["probabilities"] - expected).abs().max() > 0.1
    invert = page.get_by_label("Invert (if nuclei are darker than the background)")
    invert.press("Space")
    torch.testing.assert_close(outputs_of(page, 3)["probabilities"], expected, rtol=0, atol=1e-4)
    assert "IoU" not in demo.locator(".hanli-demo__summary").inner_text(), "the true mask is not known"
    assert not page.get_by_label(re.compile("^Compare")).is_visible()
    assert page.get_by_label("Side of the section").is_visible()

    invert.press("Space")
    for name, least, most in (("cell.png", 90, 100), ("hubble_deep_field.jpg", 0.5, 5)):  # what the page says of them
        asked_for = page.evaluate("outputs.length") + 1
        chooser.set_input_files(Path(skimage.__file__).parent / "data" / name)
        assert least < 100 * (outputs_of(page, asked_for)["probabilities"] > 0.5).double().mean() < most

    chooser.set_input_files({"name": "own.txt", "mimeType": "text/plain", "buffer": b"no picture"})
    page.get_by_text("The browser can't read this file. Choose a file with a picture.").wait_for()
    page.get_by_role("button", name="Tile 1 of the test region").click()
    page.get_by_text("IoU").wait_for()
    assert torch.equal(outputs_of(page, 1)["probabilities"], expected)
    assert not invert.is_visible()
    assert not asked, "nothing of it leaves the browser"


def test_what_cannot_be_loaded_is_said_and_can_be_tried_again(served: str, tab: Callable[..., Any]) -> None:
    page, _ = open_page(tab, f"{served}en/", has_touch=True)
    state, button = page.locator("[data-demo=digits]"), page.locator("[data-demo=digits] > button")
    for path in ("models/digits.onnx", WASM, "demos/digits.js", "demos/elements.js", RUNTIME):
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
    page.get_by_role("button", name="运行演示").first.click()
    assert "这个浏览器太旧，运行不了演示" in page.locator(".hanli-demo [role=status]").first.inner_text()
    assert not asked


def test_only_pages_with_a_demonstration_load_it_and_both_languages_share_one_copy(built: Path) -> None:
    for prefix in ("", "en/"):
        assert "assets/demos/" in (built / prefix / "index.html").read_text("utf-8")
        assert "assets/demos/" not in (built / prefix / "404.html").read_text("utf-8")
    for path in {path for name in DEMOS for path in fetched_by(name)}:
        assert [file.relative_to(built).as_posix() for file in built.rglob(Path(path).name)] == [f"assets/{path}"]
