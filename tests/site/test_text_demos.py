"""Demonstrations that read text: tokens, paths and probabilities are Python's, and all can be used on a phone and by keyboard."""

from __future__ import annotations

import itertools
import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from axe_playwright_python.sync_playwright import Axe
from browsing import wait_until_quiet, watch

from hanli.projects.named_entities import CRF, find_entities, load_recognizer, split_sentences
from hanli.projects.named_entities.browser import marginals
from hanli.projects.text_classification import encode
from hanli.projects.text_classification.bpe import _WORDS, UNKNOWN
from hanli.projects.text_classification.texts import load_data
from hanli.projects.text_classification.trained import load_networks

ROOT = Path(__file__).parents[2]
ASSETS = ROOT / "overrides/assets"
RUNTIME = ["vendor/onnxruntime/ort-wasm-simd-threaded.wasm.gz", "vendor/onnxruntime/ort.wasm.bundle.min.js"]
LINES = {
    "mails": ("text_classification", '<div class="hanli-demo" data-demo="mails" data-megabytes="5"></div>'),
    "entities": ("named_entities", '<div class="hanli-demo" data-demo="entities" data-megabytes="5"></div>'),
}
BODY = "\n\n".join(line for _, line in LINES.values())
PAGES = {"zh/index.md": f"# 首页 {{ #home }}\n\n{BODY}\n", "en/index.md": f"# Home {{ #home }}\n\n{BODY}\n"}
STRANGE = [
    "",
    " \t\n\r\n \x1c\x85\u2028\u3000",
    "free\r\nmoney\x1cnow\x85!\u2028?\ufeffclick",
    "你好，这是一封中文邮件。",
    "🎉👩\u200d👩\u200d👧 free 🎁🎁 ünïcode e\u0301 İSTANBUL ΟΔΟΣ ß ﬁ",
    "snake_case 1,000.50 ½ Ⅷ ① ٣ ก็ हिन्दी [PAD] [UNK] <b>!!!</b> \x00\x07",
    "a" * 5000,
    "supercalifragilisticexpialidocious" * 40,
    "Click here to receive your free money. " * 500,
]
AGREE = """([expected, tolerance]) => [...document.querySelectorAll(".hanli-mails__networks > label")].every((bar, at) =>
    bar.dataset.probability && Math.abs(bar.dataset.probability - expected[at]) <= tolerance)"""


def open_page(tab: Callable[..., Any], url: str) -> Any:
    page = tab(viewport={"width": 390, "height": 844}, color_scheme="light")
    page.goto(url)
    wait_until_quiet(page)
    return page


def start(page: Any, name: str) -> Any:
    """Press the button of a demonstration, and wait until it can be used."""
    box = page.locator(f".hanli-demo[data-demo={name}]")
    box.locator("> button").click()
    page.locator(f".hanli-demo[data-demo={name}][data-state=ready]").wait_for()
    return box


def in_module(page: Any, served: str, name: str, body: str, given: Any = None) -> Any:
    """What a function body makes of `demo`, the module, of `data`, its JSON, and of `given`."""
    code = f"""async ([home, given]) => {{
        const demo = await import(home + "assets/demos/{name}.js");
        const data = await (await fetch(home + "assets/" + demo.data)).json();
        {body}
    }}"""
    return page.evaluate(code, [served, given])


def look_at_it(page: Any, name: str) -> list[str]:
    """The faults of a demonstration that is used, in both schemes: what axe finds, and a page that is too wide."""
    faults = []
    for scheme in ("default", "slate"):
        page.evaluate("scheme => document.body.setAttribute('data-md-color-scheme', scheme)", scheme)
        page.wait_for_timeout(300)
        found = Axe().run(page, context=[f".hanli-demo[data-demo={name}]"]).response["violations"]
        faults += [f"{scheme}: {fault['id']}: {node['html'][:200]}" for fault in found for node in fault["nodes"]]
    if (width := page.evaluate("document.documentElement.scrollWidth")) != 390:
        faults.append(f"the page is {width} wide")
    return faults


@pytest.mark.parametrize("name", LINES)
def test_the_pages_say_what_the_button_loads(built: Path, served: str, tab: Callable[..., Any], name: str) -> None:
    page, asked = open_page(tab, served), []
    page.on("request", lambda sent: asked.append(sent.url.split("/assets/")[-1]))
    start(page, name)
    own = [f"demos/{name}.css", f"demos/{name}.js", f"models/{name}.json", f"models/{name}.onnx"]
    assert sorted(asked) == sorted(["demos/elements.js", *own, *RUNTIME])
    folder, line = LINES[name]
    megabytes = sum((built / "assets" / path).stat().st_size for path in asked) / 1e6
    assert f'data-megabytes="{megabytes:.0f}"' in line
    for language in ("zh", "en"):
        assert f"\n\n{line}\n\n" in (ROOT / f"docs/{language}/roadmap/stage5/{folder}.md").read_text("utf-8")


def test_a_style_that_does_not_come_is_said_and_asked_for_again(served: str, tab: Callable[..., Any]) -> None:
    page = open_page(tab, served)
    page.route("**/demos/mails.css", lambda route: route.abort())
    page.locator("[data-demo=mails] > button").click()
    page.locator(".hanli-demo[data-demo=mails][data-state=failed]").wait_for()
    page.unroute("**/demos/mails.css")
    start(page, "mails")
    assert page.locator("link[href$='demos/mails.css']").count() == 1


# ---- Mails ---------------------------------------------------------------------------------------------------------------


def test_tokens_are_those_of_python(served: str, tab: Callable[..., Any]) -> None:
    page, bpe = open_page(tab, served), load_networks()[0]
    texts = STRANGE + load_data("mails").test[0]
    body = """const tokenizer = demo.makeTokenizer(data);
        return given.map((text) => [tokenizer.encode(text, data.limit), tokenizer.encode(text)]);"""
    found = in_module(page, served, "mails", body, texts)
    assert [short for short, _ in found] == encode(bpe, texts)
    assert [whole for _, whole in found] == [bpe.encode(text) or [UNKNOWN] for text in texts]
    assert [whole for _, whole in found][:2] == [[UNKNOWN]] * 2


def test_each_character_is_a_letter_a_mark_or_a_space_as_for_python(served: str, tab: Callable[..., Any]) -> None:
    every = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) not in ("Cn", "Cs")]
    body = """const tokenizer = demo.makeTokenizer(data);
        return given.map((one) => tokenizer.read(`a${one}a`).tokens.filter(({ begins }) => begins).length);"""
    found = in_module(open_page(tab, served), served, "mails", body, every)
    expected = [len(_WORDS.findall(f"a{one}a".lower())) for one in every]
    assert [hex(ord(one)) for one, count, right in zip(every, found, expected, strict=True) if count != right] == []
    assert set(expected) == {1, 2, 3}


@torch.no_grad()
def test_a_mail_is_classified_and_its_tokens_are_weighed(served: str, tab: Callable[..., Any]) -> None:
    page = open_page(tab, served)
    faults = watch(page, served)
    box = start(page, "mails")
    bpe, networks = load_networks()
    content = json.loads((ASSETS / "models/mails.json").read_text("utf-8"))
    buttons = box.locator(".hanli-mails__examples > button")
    assert buttons.count() == len(content["examples"]) + 1
    for number, example in enumerate(content["examples"]):
        tokens = torch.tensor(encode(bpe, [example["text"]]))
        expected = [float(network(tokens).softmax(1)[0, 1]) for network in networks.values()]
        buttons.nth(number).press("Enter")  # by the keyboard alone
        page.wait_for_function(AGREE, arg=[expected, 1e-4])

    text = "Click here to receive your free money, or reply to the list if the patch fails"  # as on the page
    box.locator("textarea").fill(text)
    tokens = torch.tensor(encode(bpe, [text]))
    hidden = tokens.repeat(tokens.shape[1], 1).fill_diagonal_(UNKNOWN)
    for name, network in networks.items():
        whole, without = network(tokens), network(hidden)
        page.wait_for_function(AGREE, arg=[[float(one(tokens).softmax(1)[0, 1]) for one in networks.values()], 1e-4])
        box.locator(f"input[value={name}]").check()
        effects = [
            float(one)
            for one in page.locator("[data-effect]").evaluate_all("all => all.map((one) => one.dataset.effect)")
        ]
        expected = (whole[:, 1] - whole[:, 0]) - (without[:, 1] - without[:, 0])
        torch.testing.assert_close(torch.tensor(effects), expected, rtol=0, atol=1e-4)
    assert page.locator(".hanli-mails__token").all_inner_texts() == bpe.split(text)
    box.locator("input[value=bag]").check()
    assert "支持“垃圾”最多的词元是“your”（+" in box.locator(".hanli-mails__reasons").inner_text()
    assert box.locator(".hanli-mails__reasons").get_attribute("aria-live") == "polite"

    box.locator("summary").press("Enter")
    assert box.locator("tbody tr").count() == tokens.shape[1]
    faults += look_at_it(page, "mails")
    box.locator("textarea").fill("垃圾邮件 " * 100)
    page.get_by_text("网络只读前 64 个词元").wait_for()
    assert box.locator(".hanli-mails__token--unknown").count() > 0
    faults += look_at_it(page, "mails")
    box.locator("textarea").fill(" \n")
    page.get_by_text("输入一段英文，或者选一封测试邮件。").wait_for()
    assert box.locator(".hanli-mails__networks span").all_inner_texts() == ["–"] * 3
    assert box.locator(".hanli-mails__token").count() == 0
    assert not faults, "\n".join(faults)


def test_only_the_newest_text_is_shown(served: str, tab: Callable[..., Any]) -> None:
    page = open_page(tab, f"{served}en/")
    box = start(page, "mails")
    for text in ("a" * 300, "money", "the patch fails"):
        box.locator("textarea").fill(text)
        page.wait_for_timeout(260)
    page.wait_for_function("document.querySelector('.hanli-mails__tokens').innerText.startsWith('the patch')")
    page.wait_for_timeout(500)
    assert box.locator(".hanli-mails__tokens").inner_text().startswith("the patch")
    box.get_by_role("button", name="Clear").click()
    page.get_by_text("Type an English text, or choose a test mail.").wait_for()
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"


# ---- Names ---------------------------------------------------------------------------------------------------------------


def random_crf(num_tags: int) -> tuple[CRF, dict[str, Any]]:
    """A CRF in double precision, and the same for JavaScript."""
    crf = CRF(num_tags).double()
    for parameter in crf.parameters():
        torch.nn.init.normal_(parameter, std=3)
    return crf, {
        "start": crf.start_transitions.tolist(),
        "end": crf.end_transitions.tolist(),
        "transitions": crf.transitions.tolist(),
    }


def test_paths_scores_and_probabilities_are_those_of_python(served: str, tab: Callable[..., Any]) -> None:
    torch.manual_seed(0)
    cases, expected = [], []
    for length in (1, 2, 5, 40):
        crf, scores = random_crf(7)
        emissions = 4 * torch.randn(1, length, 7, dtype=torch.double)
        mask = torch.ones(1, length, dtype=torch.bool)
        path, score = crf.viterbi(emissions, mask)
        cases.append([emissions[0].tolist(), scores])
        expected.append(
            [
                path[0].tolist(),
                float(score),
                float(crf.log_partition(emissions, mask).detach()),
                marginals(crf, emissions)[0],
            ]
        )
    body = """return given.map(([emissions, crf]) => {
        const [{ path, score }, { logZ, shares }] = [demo.viterbi(emissions, crf), demo.marginals(emissions, crf)];
        return [path, score, logZ, shares];
    });"""
    found = in_module(open_page(tab, served), served, "entities", body, cases)
    for (path, score, total, shares), right in zip(found, expected, strict=True):
        assert path == right[0]
        assert (score, total) == pytest.approx(right[1:3], rel=1e-12)
        torch.testing.assert_close(torch.tensor(shares, dtype=torch.double), right[3], rtol=0, atol=1e-9)


def test_what_is_forced_is_the_best_of_all_paths_that_obey(served: str, tab: Callable[..., Any]) -> None:
    torch.manual_seed(1)
    crf, scores = random_crf(3)
    emissions = 4 * torch.randn(1, 6, 3, dtype=torch.double)
    paths = torch.tensor(list(itertools.product(range(3), repeat=6)))
    mask = torch.ones(len(paths), 6, dtype=torch.bool)
    all_scores = crf.score(emissions.expand(len(paths), -1, -1), paths, mask).detach()
    body = """const [emissions, crf, all] = given;
        return all.map((forced) => {
            const given = Array.from({ length: 6 }, (_, step) => forced[step]);
            return [demo.viterbi(emissions, crf, given), demo.marginals(emissions, crf, given)];
        });"""
    wanted: list[dict[int, int]] = [{step: tag} for step in range(6) for tag in range(3)]
    wanted += [{0: 2, 5: 1}, {step: 1 for step in range(6)}]
    given = [{str(step): tag for step, tag in one.items()} for one in wanted]
    found = in_module(open_page(tab, served), served, "entities", body, [emissions[0].tolist(), scores, given])
    for forced, (best, shared) in zip(wanted, found, strict=True):
        obeys = torch.stack([paths[:, step] == tag for step, tag in forced.items()]).all(0)
        chosen = all_scores.masked_fill(~obeys, float("-inf"))
        assert best["path"] == paths[chosen.argmax()].tolist()
        assert best["score"] == pytest.approx(float(chosen.max()), rel=1e-12)
        assert shared["logZ"] == pytest.approx(float(chosen.logsumexp(0)), rel=1e-12)
        weights = chosen.softmax(0)
        right = torch.stack([((paths == tag) * weights[:, None]).sum(0) for tag in range(3)], 1)
        torch.testing.assert_close(torch.tensor(shared["shares"], dtype=torch.double), right, rtol=0, atol=1e-9)


def test_sentences_and_names_are_those_of_python(served: str, tab: Callable[..., Any]) -> None:
    page = open_page(tab, served)
    texts = [
        *STRANGE,
        "孔明曰：“善！”遂引兵。 关公大怒？！”’张飞\t曰\n\n赵云。。。abc。",
        "\r\n。。”孔明\u3000引 兵🎉出汉中",
        "孔明" * 3000,
    ]
    found = in_module(page, served, "entities", "return given.map(demo.splitSentences);", texts)
    assert found == [split_sentences(text) for text in texts]
    tags = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]
    rows = [list(row) for row in itertools.product(tags, repeat=4)]
    body = "return given.map((tags) => demo.findEntities(tags).map(({ start, end, kind }) => [start, end, kind]));"
    found = in_module(page, served, "entities", body, rows)
    assert found == [[list(entity) for entity in find_entities(row)] for row in rows]


@torch.no_grad()
def test_names_are_marked_and_a_forced_tag_changes_the_path(served: str, tab: Callable[..., Any]) -> None:
    page = open_page(tab, served)
    faults = watch(page, served)
    box = start(page, "entities")
    recognizer = load_recognizer()
    crf = recognizer.model.crf
    assert crf is not None
    content = json.loads((ASSETS / "models/entities.json").read_text("utf-8"))
    summary = box.locator(".hanli-names__summary")
    assert summary.get_attribute("aria-live") == "polite"
    for number, example in enumerate(content["examples"]):
        box.locator(".hanli-names__examples > button").nth(number).press("Enter")
        page.wait_for_function(
            "path => document.querySelector('.hanli-names__summary').dataset.path === path",
            arg=" ".join(example["tags"]),
        )
        assert float(summary.get_attribute("data-score")) == pytest.approx(example["score"], abs=1e-4)
        length = len(example["text"])
        emissions, _ = recognizer.model((recognizer.vocabulary.encode(example["text"])[None], torch.tensor([length])))
        with torch.enable_grad():
            right = marginals(crf, emissions)[0].T  # (K, T)
        values = box.locator("[role=gridcell] > button").evaluate_all(
            "all => all.map((one) => +one.dataset.probability)"
        )
        torch.testing.assert_close(torch.tensor(values).reshape(len(recognizer.tags), length), right, rtol=0, atol=1e-4)
        named = [(name.text_content(), name.get_attribute("data-kind")) for name in box.locator("mark").all()]
        assert named == recognizer.find(example["text"])
    faults += look_at_it(page, "entities")

    box.locator("textarea").fill("孔明引兵出汉中")  # as in the figure of the page
    page.wait_for_function("document.querySelectorAll('[role=gridcell]').length === 49")
    before = float(summary.get_attribute("data-score"))
    cells = box.locator("[role=gridcell] > button")
    assert cells.evaluate_all("all => all.filter((one) => one.tabIndex === 0).length") == 1, "one stop for the tab key"
    box.locator(".hanli-names__scroll").focus()
    page.keyboard.press("Tab")
    for key in ("End", "ArrowLeft", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    pressed = box.locator("[aria-pressed=true]")
    tag = pressed.get_attribute("aria-label").split("，")[1]
    assert pressed.get_attribute("aria-label").startswith("汉，") and tag == recognizer.tags[2]
    emissions, mask = recognizer.model((recognizer.vocabulary.encode("孔明引兵出汉中")[None], torch.tensor([7])))
    forced = emissions.clone()
    forced[0, 5, [other for other in range(7) if other != 2]] = -1e6
    path, score = crf.viterbi(forced, mask)
    assert summary.get_attribute("data-path") == " ".join(recognizer.tags[one] for one in path[0])
    after = float(summary.get_attribute("data-score"))
    assert after == pytest.approx(float(score), abs=1e-3) and after < before
    assert f"低了 {before - after:.2f}" in summary.inner_text()
    share = float((crf.log_partition(forced, mask) - crf.log_partition(emissions, mask)).exp())
    assert share < 0.5 and re.search(r"合起来占概率的 <?[\d.]+%", summary.inner_text())
    assert page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true", "the focus stays"
    assert box.locator(".hanli-names__before").count() == 1
    faults += look_at_it(page, "entities")
    box.get_by_role("button", name="取消固定").click()
    assert float(summary.get_attribute("data-score")) == before
    assert box.locator("[aria-pressed=true], .hanli-names__before").count() == 0
    assert not faults, "\n".join(faults)


def test_several_sentences_have_a_lattice_each_and_scroll_in_their_box(served: str, tab: Callable[..., Any]) -> None:
    page = open_page(tab, f"{served}en/")
    box = start(page, "entities")
    long = "孔明" + "引兵" * 60
    box.locator("textarea").fill(f"玄德大喜。{long}。Ж🎉孔明。")
    page.get_by_label("Sentence of the lattice").wait_for()
    assert box.locator("option").count() == 3
    box.locator("select").select_option("1")
    page.get_by_text("so the lattice shows its first 80 characters").wait_for()
    scroll = box.locator(".hanli-names__scroll")
    assert scroll.evaluate("box => box.scrollWidth > box.clientWidth") and scroll.get_attribute("tabindex") == "0"
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    box.locator("select").select_option("2")
    page.get_by_text("Characters that aren't in the vocabulary: Ж🎉.").wait_for()
    box.locator("textarea").fill("No Chinese here.")
    page.get_by_text("There is no Chinese sentence. Type one, or choose an example.").wait_for()
    assert not box.locator(".hanli-names__scroll").is_visible()
