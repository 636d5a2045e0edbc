"""The demonstration that writes poems: as Python writes them, with the same probabilities, by mouse and by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from browsing import wait_until_quiet, watch
from test_demos import WASM, axe_faults, open_page

from hanli.projects.text_generation import generate, keeps_form, keeps_rhyme, load_gpt, load_rhymes
from hanli.projects.text_generation.corpus import BEGIN, PADDING, UNKNOWN

DEMO = '<div class="hanli-demo" data-demo="poem" data-megabytes="5"></div>'
PAGES = {"zh/index.md": f"# 首页 {{ #home }}\n\n{DEMO}\n", "en/index.md": f"# Home {{ #home }}\n\n{DEMO}\n"}
COURSE = Path(__file__).parents[2] / "docs"
ON_CLICK = [
    "demos/elements.js",
    "demos/poem.css",
    "demos/poem.js",
    "models/poem.json",
    "models/poem.onnx",
    WASM,
    "vendor/onnxruntime/ort.wasm.bundle.min.js",
]
FORM = {True: "正好四句七个字", False: "不是四句七个字"}
FIRST_LINES = ["", "深山学剑二十年", "春风", "明月松间照我衣，"]


def start(page: Any, name: str = "运行演示") -> None:
    page.get_by_role("button", name=name).click()
    page.locator(".hanli-demo[data-state=ready] .hanli-poem").wait_for()


def set_range(page: Any, name: str, value: float) -> None:
    page.get_by_label(name).evaluate(
        "(input, value) => { input.value = value; input.dispatchEvent(new Event('input')); }", value
    )


def finished(page: Any) -> str:
    """The poem, once it is written; a line break is ↵ and the end ■."""
    page.locator(".hanli-poem__text[aria-busy=false]").wait_for()
    return "".join(page.locator(".hanli-poem__text button").all_text_contents())


def as_shown(poem: str) -> str:
    return poem.replace("\n", "↵") + "■"


def probabilities(text: str) -> torch.Tensor:
    """What Python's network expects after a text, (V,)."""
    model, vocabulary = load_gpt()
    with torch.no_grad():
        logits: torch.Tensor = model(torch.tensor([[BEGIN, *vocabulary.encode(text)]]))[0, -1]
    logits[[PADDING, BEGIN, UNKNOWN]] = -torch.inf
    return logits.softmax(0)


def shown_alternatives(page: Any) -> dict[int, float]:
    """The probabilities that the page shows, by token."""
    rows = page.locator(".hanli-poem__others button")
    pairs = rows.evaluate_all("rows => rows.map(({ dataset }) => [Number(dataset.token), Number(dataset.probability)])")
    return dict(pairs)


def agree(shown: dict[int, float], expected: torch.Tensor) -> bool:
    """Whether these are the five most probable tokens, to 1e-4."""
    best = sorted(expected.tolist(), reverse=True)[:5]
    right = all(abs(value - expected[token].item()) <= 1e-4 for token, value in shown.items())
    return right and all(abs(a - b) <= 1e-4 for a, b in zip(sorted(shown.values(), reverse=True), best, strict=True))


def test_the_page_writes_the_poems_of_python_and_shows_its_probabilities(
    built: Path, served: str, tab: Callable[..., Any]
) -> None:
    page, asked = open_page(tab, "about:blank", color_scheme="light")
    faults = watch(page, served)
    page.goto(served)
    wait_until_quiet(page)
    assert not set(asked) & set(ON_CLICK)
    asked.clear()
    start(page)
    assert sorted(asked) == ON_CLICK
    megabytes = sum((built / "assets" / path).stat().st_size for path in ON_CLICK) / 1e6
    assert f'data-megabytes="{megabytes:.0f}"' in DEMO
    for language in ("zh", "en"):
        assert DEMO in (COURSE / language / "roadmap/stage5/text_generation.md").read_text("utf-8")

    model, vocabulary = load_gpt()
    rhymes = load_rhymes()
    summary = page.locator(".hanli-poem__summary")
    assert summary.get_attribute("aria-live") == "polite"
    set_range(page, "温度", 0)
    for line in FIRST_LINES:  # greedy, each by the keyboard alone
        page.get_by_label("第一句").fill(line)
        page.get_by_label("第一句").press("Enter")
        prompt = line.rstrip("，") + ("\n" if len(line) > 6 else "")
        (poem,) = generate(model, vocabulary, [prompt], temperature=0)
        assert finished(page) == as_shown(poem)
        told = summary.inner_text()
        assert FORM[keeps_form(poem, 7)] in told
        if "押韵" in told:
            assert ("不押韵" not in told) == keeps_rhyme(poem, rhymes)
        assert page.locator(".hanli-poem__read").text_content() == poem.replace("\n", "，") + "。"
        characters = page.locator(".hanli-poem__text button")
        for position in (0, len(prompt), len(poem)):  # one that was given as well, and the end
            characters.nth(position).click()
            assert agree(shown_alternatives(page), probabilities(poem[:position])), (poem, position)

    page.get_by_label("第一句").fill("深山学剑二十年")
    set_range(page, "温度", 1)
    for seed, top_k, top_p in ((1, None, 0.9), (2, 50, 0.9), (3, 7, 1.0), (4294967295, None, 1.0)):
        page.get_by_label("种子", exact=True).fill(str(seed))
        page.get_by_label("top-k").fill("" if top_k is None else str(top_k))
        set_range(page, "top-p", top_p)
        page.get_by_role("button", name="写诗").click()
        (poem,) = generate(model, vocabulary, ["深山学剑二十年\n"], seed=seed, top_k=top_k, top_p=top_p)
        assert finished(page) == as_shown(poem), (seed, top_k, top_p)
    page.get_by_role("button", name="换下一个种子").click()
    assert page.get_by_label("种子", exact=True).input_value() == "0"
    assert finished(page) == as_shown(generate(model, vocabulary, ["深山学剑二十年\n"])[0])

    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for scheme in ("default", "slate"):
        page.evaluate("scheme => document.body.setAttribute('data-md-color-scheme', scheme)", scheme)
        page.wait_for_timeout(300)
        faults += axe_faults(page, scheme)
    assert not faults, "\n".join(faults)


def test_draws_are_those_of_torch(served: str, tab: Callable[..., Any]) -> None:
    page, _ = open_page(tab, served)
    for seed in (0, 1, 2026, 4294967295):
        script = "async (seed) => (await import('./assets/demos/poem.js')).uniforms(seed, 400)"
        expected = torch.rand(400, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
        assert page.evaluate(script, seed) == expected.tolist()


def test_another_character_is_chosen_and_the_poem_goes_on_from_it_by_the_keyboard(
    served: str, tab: Callable[..., Any]
) -> None:
    page, _ = open_page(tab, f"{served}en/")
    start(page, "Run the demonstration")
    page.get_by_label("First line").fill("春风")
    page.get_by_role("button", name="Write", exact=True).press("Enter")
    before = finished(page)
    assert page.locator(".hanli-poem__text [tabindex='0']").count() == 1

    page.locator(".hanli-poem__text [tabindex='0']").focus()
    for key in ("Home", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.textContent") == before[2]
    alternatives = shown_alternatives(page)
    assert agree(alternatives, probabilities("春风"))
    others = page.locator(".hanli-poem__others button")
    chosen = next(text for text in others.locator("b").all_text_contents() if text not in (before[2], "↵", "■"))
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.querySelector('b').textContent") != chosen:
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    after = finished(page)
    assert after[:3] == f"春风{chosen}" and after != before
    assert page.evaluate("document.activeElement.querySelector('b').textContent") == chosen, "the focus stays"
    assert page.locator(".hanli-poem__text [aria-current=true]").text_content() == chosen

    page.get_by_role("button", name="Write", exact=True).click()  # the same seed and the same line: the same poem
    assert finished(page) == before
    page.locator(".hanli-poem__text button").first.hover()  # a look, and the selection stays
    assert agree(shown_alternatives(page), probabilities(""))
    page.get_by_label("Seed").hover()
    assert agree(shown_alternatives(page), probabilities("春风")), "the first character that was not given"


def test_unknown_characters_are_named_and_an_empty_line_is_no_error(served: str, tab: Callable[..., Any]) -> None:
    page, _ = open_page(tab, served)
    faults = watch(page, served)
    start(page)
    page.get_by_label("第一句").fill("深山學劍a😀學")
    page.get_by_role("button", name="写诗").click()
    told = page.locator(".hanli-poem__summary").inner_text()
    assert told.startswith("网络的字表里没有“學”、“劍”、“a”、“😀”，请换成别的字")
    assert page.get_by_label("第一句").get_attribute("aria-invalid") == "true"
    assert page.get_by_role("button", name="写诗").is_visible() and not page.locator(".hanli-poem__text").is_visible()
    assert axe_faults(page, "unknown") == []
    page.get_by_role("button", name="留空").click()
    model, vocabulary = load_gpt()
    assert finished(page) == as_shown(generate(model, vocabulary, [""], top_p=0.9, seed=1)[0])
    assert page.get_by_label("第一句").get_attribute("aria-invalid") == "false"
    assert not faults, "\n".join(faults)


def test_characters_appear_one_by_one_and_writing_stops(served: str, tab: Callable[..., Any]) -> None:
    page, _ = open_page(tab, served, reduced_motion="no-preference")
    start(page)
    page.get_by_role("button", name="明月").click()
    characters = page.locator(".hanli-poem__text button")
    characters.nth(3).wait_for()
    assert page.locator(".hanli-poem__summary").inner_text() == "", "nothing is read aloud for each character"
    page.get_by_role("button", name="停止").click()
    count = characters.count()
    assert 4 <= count < 30
    assert re.match("停下来了", page.locator(".hanli-poem__summary").inner_text())
    page.wait_for_timeout(600)
    assert characters.count() == count
    page.locator(".hanli-poem__others button").first.click()  # and goes on from another one
    page.locator(".hanli-poem__text[aria-busy=true]").wait_for()
    assert finished(page).endswith("■")


def test_what_the_page_says_of_three_things_to_try(served: str, tab: Callable[..., Any]) -> None:
    page, _ = open_page(tab, served)
    start(page)
    examples = page.get_by_role("group", name="例如").get_by_role("button")
    characters = page.locator(".hanli-poem__text button")
    examples.first.click()
    block = (COURSE.parent / "snippets/roadmap/stage5/text_generation/first_line.out").read_text("utf-8")
    assert finished(page) == as_shown(block.split("\n\n")[0]), "the first poem of the block"
    best = []
    for position, character in enumerate(characters.all_text_contents()):
        characters.nth(position).click()
        shown = max(shown_alternatives(page).values())
        if character == "↵":
            assert shown > 0.99
        elif position > 7 and character != "■":
            best.append(shown)
    assert len(best) == 21 and sum(share < 0.1 for share in best) == 15

    poems: dict[int, list[str]] = {0: [], 2: []}
    for temperature, written in poems.items():
        set_range(page, "温度", temperature)
        for example in examples.all():
            example.click()
            written.append(finished(page))
    assert len(poems[0]) == 4 and len({poem[-16:] for poem in poems[0]}) == 1
    assert sum([len(line) for line in poem.split("↵")] == [7, 7, 7, 8] for poem in poems[2]) == 1
