"""A reader who types a word finds the page that teaches it, in the language that is being read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import wait_until_quiet
from built import LANGUAGES, read

from tools.search.index import read_index

ROOT = Path(__file__).parents[2]

# language, what is typed, the page or the section to be found, and among the first how many pages. Chapters add lines.
QUERIES = [
    ("zh", "张量", "roadmap/stage1/creation/", 3),
    ("zh", "张量", "trials/tensors/", 5),
    ("zh", "随机种子", "trials/tensors/", 3),
    ("zh", "种子", "trials/tensors/", 5),
    ("zh", "梯度", "roadmap/stage2/gradients/", 1),
    ("zh", "求导", "roadmap/stage2/gradients/", 3),
    ("zh", "反向传播", "roadmap/stage2/gradients/", 3),
    ("zh", "共享内存", "trials/tensors/", 3),
    ("zh", "manual_seed", "reference/seed/", 3),
    ("zh", "no_grad", "trials/tensors/", 3),
    ("zh", "梯度累积", "patterns/memory/", 3),
    ("zh", "混合精度", "trials/growth/", 5),
    ("zh", "过拟合", "roadmap/beyond/problems/", 1),
    ("zh", "过拟合", "roadmap/stage2/classifier/", 3),
    ("zh", "损失不下降", "roadmap/stage4/debugging/", 1),
    ("zh", "参数有没有更新怎么看", "roadmap/stage4/debugging/", 1),
    ("zh", "广播", "roadmap/stage1/broadcasting/", 3),
    ("zh", "学习率", "roadmap/stage2/schedules/", 3),
    ("zh", "分布式", "patterns/distributed/", 3),
    ("zh", "反模式", "patterns/antipatterns/", 3),
    ("zh", "勘误", "errata/", 1),
    ("zh", "核对记录", "proof/", 3),
    ("zh", "seed_all", "reference/seed/", 1),
    ("zh", "强化学习", "roadmap/beyond/directions/", 1),
    ("zh", "知识蒸馏", "roadmap/beyond/directions/", 1),
    ("zh", "图神经网络", "roadmap/beyond/directions/", 3),
    ("zh", "模式坍塌", "roadmap/stage5/gan/", 1),
    ("zh", "生成图片", "roadmap/stage5/gan/", 3),
    ("zh", "FID", "roadmap/stage5/gan/", 1),
    ("zh", "nginx", "patterns/production/", 1),
    ("zh", "Kubernetes 探针", "patterns/production/", 1),
    ("zh", "先 zero_grad 还是先 backward", "roadmap/stage2/classifier/#zero-grad", 1),
    ("zh", "线性回归发散", "roadmap/stage2/regression/#scaling", 1),
    ("en", "zero_grad first or backward first", "roadmap/stage2/classifier/#zero-grad", 1),
    ("en", "linear regression diverges", "roadmap/stage2/regression/#scaling", 1),
    ("en", "Input type and weight type should be the same", "roadmap/stage1/devices/#wrong", 1),
    ("en", "tensor", "trials/tensors/", 3),
    ("en", "tensors", "trials/tensors/", 3),
    ("en", "gradient", "roadmap/stage2/gradients/", 1),
    ("en", "random seed", "trials/tensors/", 3),
    ("en", "backward", "trials/tensors/", 3),
    ("en", "shared memory", "trials/tensors/", 3),
    ("en", "manual_seed", "trials/tensors/", 3),
    ("en", "no_grad", "roadmap/stage2/control/", 3),
    ("en", "broadcasting", "roadmap/stage1/broadcasting/", 3),
    ("en", "optimizer", "roadmap/stage2/optimizers/", 3),
    ("en", "anti-patterns", "patterns/antipatterns/", 3),
    ("en", "what learning rate should i use", "roadmap/stage4/debugging/", 3),
    ("en", "errata", "errata/", 1),
    ("en", "seed_all", "reference/seed/", 1),
    ("en", "reinforcement learning", "roadmap/beyond/directions/", 1),
    ("en", "knowledge distillation", "roadmap/beyond/directions/", 1),
    ("en", "graph neural network", "roadmap/beyond/directions/", 3),
    ("en", "mode collapse", "roadmap/stage5/gan/", 1),
    ("en", "generate images", "roadmap/stage5/gan/", 3),
    ("en", "FID", "roadmap/stage5/gan/", 1),
    ("en", "nginx", "patterns/production/", 1),
    ("en", "kubernetes probes", "patterns/production/", 1),
    ("zh", "张量是什么", "roadmap/stage1/tensor/", 1),
    ("zh", "张量", "roadmap/stage1/tensor/", 2),
    ("zh", "lr=1e-3", "roadmap/stage2/optimizers/#choose", 3),
    ("zh", "1e-3", "roadmap/stage2/optimizers/#choose", 3),
    ("zh", "怎么选优化器", "roadmap/stage2/optimizers/#choose", 1),
    ("zh", "Adam 还是 SGD", "roadmap/stage2/optimizers/#choose", 1),
    ("zh", "CUDA 张量转 numpy", "roadmap/stage1/devices/#to-numpy", 3),
    ("zh", "can't call numpy() on Tensor that requires grad", "roadmap/stage2/gradients/#wrong", 3),
    ("zh", "整数 mean 报错", "roadmap/stage1/arithmetic/#wrong", 3),
    ("zh", "整数求平均", "roadmap/stage1/arithmetic/#wrong", 3),
    ("zh", "整数的平均值", "roadmap/stage1/arithmetic/#wrong", 3),
    ("zh", "notebook num_workers", "roadmap/stage2/datasets/#windows", 3),
    ("zh", "显示张量图片", "roadmap/stage2/files/#look", 3),
    ("zh", "查看数据集里的图片", "roadmap/stage2/files/#look", 3),
    ("zh", "用自己的图片预测", "roadmap/stage2/classifier/#predict", 3),
    ("zh", "加载模型预测一张图片", "roadmap/stage2/classifier/#predict", 3),
    ("zh", "缺失值 划分 Dataset", "roadmap/stage2/files/#fill-split", 3),
    ("zh", "loss.item() 有什么用", "roadmap/stage2/graphs/#growing", 3),
    ("zh", "x.grad 是 None", "roadmap/stage2/gradients/#leaves", 3),
    ("zh", "训练准确率高 验证准确率低", "roadmap/stage2/classifier/#overfitting", 3),
    ("en", "what is a tensor", "roadmap/stage1/tensor/", 1),
    ("en", "tensor", "roadmap/stage1/tensor/", 2),
    ("en", "lr=1e-3", "roadmap/stage2/optimizers/#choose", 3),
    ("en", "1e-3", "roadmap/stage2/optimizers/#choose", 3),
    ("en", "which optimizer", "roadmap/stage2/optimizers/#choose", 1),
    ("en", "Adam or SGD", "roadmap/stage2/optimizers/#choose", 1),
    ("en", "save model", "roadmap/stage3/saving/#save-load", 1),
    ("en", "save model", "roadmap/stage2/classifier/#save", 2),
    ("en", "save and load model", "roadmap/stage2/classifier/#save", 3),
    ("en", "CUDA tensor to numpy", "roadmap/stage1/devices/#to-numpy", 1),
    ("en", "can't call numpy() on Tensor that requires grad", "roadmap/stage2/gradients/#wrong", 3),
    ("en", "mean of integers", "roadmap/stage1/arithmetic/#wrong", 3),
    ("en", "second run resume optimizer", "roadmap/stage3/saving/", 3),
    ("en", "show an image from a tensor", "roadmap/stage2/files/#look", 3),
    ("en", "show images matplotlib", "roadmap/stage2/files/#look", 3),
    ("en", "imshow tensor", "roadmap/stage2/files/#look", 3),
    ("en", "plot samples from dataset", "roadmap/stage2/files/#look", 3),
    ("en", "predict my own image", "roadmap/stage2/classifier/#predict", 3),
    ("en", "load model predict one image", "roadmap/stage2/classifier/#predict", 3),
    ("en", "impute missing values split", "roadmap/stage2/files/#fill-split", 3),
    ("en", "loss.item() or loss", "roadmap/stage2/graphs/#growing", 3),
    ("en", "x.grad is None", "roadmap/stage2/gradients/#leaves", 3),
    ("en", "train accuracy high validation accuracy low", "roadmap/stage2/classifier/#overfitting", 3),
    ("en", "stack expects each tensor to be equal size", "roadmap/stage2/datasets/#unequal", 3),
]


# Files of such queries: how many of them must have a page that fits among the first three.
FILES = {"given.json": 39, "own.json": 28, "searchers.json": 37, "whole_course.json": 59}

# Names of PyTorch that the pages use; each must be found in a section that says it.
NAMES = re.findall(
    r"\w+",
    """arange argmax autocast backward broadcast_tensors cat clone compile contiguous CosineAnnealingLR CrossEntropyLoss
DataLoader Dataset detach Dropout einsum flatten from_numpy gather inference_mode item LambdaLR Linear load_state_dict
manual_seed matmul Module no_grad ones optimizer permute rand randn ReLU requires_grad reshape SGD squeeze stack state_dict
Timer TensorDataset transpose unsqueeze view zero_grad""",
)

COMPLETE = 5  # the message of the worker when all texts are indexed

# Give the worker the messages that Material's box sends, and the pages of what it answers. It takes seconds to have all texts in
# its index, so the page keeps the worker of each language.
ASK = """async ([worker, index, queries, complete]) => {
    const answer = (search, message, type) => new Promise((resolve, reject) => {
        search.onmessage = ({ data }) => {
            if (data.type === type) resolve(data);
            if (data.type === 4) reject(data.data);
        };
        search.onerror = ({ message }) => reject(message);
        search.postMessage(message);
    });
    window.workers ??= {};
    if (!window.workers[index]) {
        const search = new Worker(worker);
        await answer(search, { type: 0, data: index }, complete);
        window.workers[index] = search;
    }
    const found = [];
    for (const data of queries) found.push((await answer(window.workers[index], { type: 2, data }, 3)).data.items);
    return found;
}"""


@pytest.fixture(scope="module")
def find(browser: Any, home: str) -> Iterator[Callable[[str, list[str]], list[list[list[dict[str, Any]]]]]]:
    """Ask the worker of a language many queries at once; each is answered by pages, each of these by sections."""
    tab = browser.new_page()
    tab.goto(home)

    def ask(language: str, queries: list[str]) -> list[list[list[dict[str, Any]]]]:
        index = f"{home}{LANGUAGES[language]}search/sections.json"
        worker = f"{home}assets/search/worker.js"
        found: list[list[list[dict[str, Any]]]] = tab.evaluate(ASK, [worker, index, queries, COMPLETE])
        return found

    yield ask
    tab.close()


def addresses(items: list[list[dict[str, Any]]]) -> list[str]:
    """The pages of an answer, best first."""
    return [sections[0]["location"].partition("#")[0] for sections in items]


def places(items: list[list[dict[str, Any]]], among: int) -> set[str]:
    """The first pages of an answer, and the first three sections of each."""
    shown = {section["location"] for page in items[:among] for section in page[:3]}
    return shown | set(addresses(items)[:among])


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_find_their_page(find: Any, language: str) -> None:
    rows = [row[1:] for row in QUERIES if row[0] == language]
    answers = find(language, [words for words, _, _ in rows])
    missed = [
        f"{words}: {page} is not among the first {among}: {addresses(items)[:among]}"
        for (words, page, among), items in zip(rows, answers, strict=True)
        if page not in places(items, among)
    ]
    assert not missed, "\n".join(
        ["add a synonym in tools/search/synonyms.yml, or name the thing on its page:", *missed]
    )


@pytest.mark.parametrize(("file", "least"), FILES.items())
def test_real_queries_find_a_page_that_fits(find: Any, file: str, least: int) -> None:
    queries = json.loads((Path(__file__).parent / "search_queries" / file).read_text("utf-8"))
    missed = []
    for language in LANGUAGES:
        own = [query for query in queries if query["lang"] == language]
        for query, items in zip(own, find(language, [query["query"] for query in own]), strict=True):
            if not set(query["fits"]) & set(addresses(items)[:3]):
                missed.append(f"{language} {query['query']}: {addresses(items)[:3]} instead of {query['fits']}")
    assert len(queries) - len(missed) >= least, "\n".join([f"{len(missed)} of {len(queries)} in {file} fail:", *missed])


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_the_library_are_found(find: Any, language: str) -> None:
    """Squeeze, reshape, DataLoader and the like: once, an index of stems could not find the word itself."""
    answers = find(language, NAMES)
    missed = [name for name, items in zip(NAMES, answers, strict=True) if not says(items, name.lower())]
    assert not missed


def says(items: list[list[dict[str, Any]]], name: str) -> bool:
    """Whether a section of the first three pages shows a name."""
    shown = [re.sub(r"</?mark>", "", item["title"] + item["text"]).lower() for page in items[:3] for item in page]
    return any(name in text for text in shown)


@pytest.mark.parametrize(("language", "query"), [("zh", "魑魅 张量 qqqqzzzz"), ("en", "qqqqzzzz tensor")])
def test_an_unknown_word_does_not_empty_the_result(find: Any, language: str, query: str) -> None:
    (items,) = find(language, [query])
    assert items
    assert items[0][0]["terms"]["qqqqzzzz"] is False


@pytest.mark.parametrize("query", ["", "   ", "！？", "<img src=x onerror=alert(1)>", "(((", "a" * 3000])
def test_no_query_breaks_the_worker(find: Any, query: str) -> None:
    (items,) = find("zh", [query])
    assert "<img" not in json.dumps(items)


def type_into(tab: Any, words: str) -> None:
    """Focus the box and fill it without a key, as those do who paste, speak or choose from an input method."""
    tab.locator(".md-search__input").focus()
    tab.locator(".md-search__input").fill(words)


@pytest.mark.parametrize(("language", "words"), [("zh", "随机种子"), ("en", "random seed")])
def test_nothing_of_the_search_is_fetched_before_the_box_has_the_focus(
    tab: Callable[..., Any], home: str, language: str, words: str
) -> None:
    page, fetched = tab(), []
    page.on("request", lambda request: fetched.append(request.url.removeprefix(home)))
    page.goto(home + LANGUAGES[language])
    wait_until_quiet(page)
    assert not [
        url
        for url in fetched
        if "worker" in url or "search/sections" in url or "search/texts" in url or "minisearch" in url
    ]
    assert not [url for url in fetched if "search_index" in url or "lunr" in url]
    type_into(page, words)
    page.locator(".md-search-result__item").first.wait_for()
    assert f"{LANGUAGES[language]}search/sections.json" in fetched
    # Arrow and Enter lead to the page, where the words are marked.
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**?h=*")
    page.locator("mark[data-md-highlight]").first.wait_for()
    marked = {text.lower() for text in page.locator("mark[data-md-highlight]").all_inner_texts()}
    assert any(mark in words for mark in marked)


FAILED = {"zh": "搜索没有加载成功", "en": "The search could not be loaded"}


@pytest.mark.parametrize("broken", ["**/search/worker.js", "**/search/sections.json", "**/search/texts/patterns.json"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_box_says_that_the_search_could_not_be_loaded(
    tab: Callable[..., Any], home: str, language: str, broken: str
) -> None:
    page = tab()
    page.route(broken, lambda route: route.abort())
    page.goto(home + LANGUAGES[language])
    page.locator(".md-search__input").focus()
    page.locator(".md-search-result__meta").filter(has_text=FAILED[language]).wait_for()
    page.unroute(broken)  # the network is back: another try
    page.locator(".md-search__input").blur()
    type_into(page, "tensor")
    page.locator(".md-search-result__item").first.wait_for()


def test_headings_are_found_before_the_texts_are_there(tab: Callable[..., Any], home: str) -> None:
    """On a slow network the box answers with titles, and again when it has all."""
    page, held, online = tab(), [], False
    page.route("**/search/texts/*.json", lambda route: route.continue_() if online else held.append(route))
    page.goto(f"{home}en/")
    type_into(page, "broadcasting keepdim")
    first = page.locator(".md-search-result__item").first
    first.wait_for()
    assert "Missing" in first.inner_text()  # no title says keepdim
    online = True  # also for those that are asked for late
    for route in held:
        route.continue_()
    page.locator(".md-search-result__item mark", has_text="keepdim").first.wait_for()


@pytest.mark.parametrize(("language", "said"), [("zh", "搜索需要 JavaScript"), ("en", "Search needs JavaScript")])
def test_without_scripts_the_box_says_what_it_needs(
    tab: Callable[..., Any], home: str, language: str, said: str
) -> None:
    page = tab(java_script_enabled=False)
    page.goto(home + LANGUAGES[language])
    told = page.locator("noscript span")  # no text to Playwright's finder, yet drawn
    assert told.inner_html() == said
    assert told.bounding_box()


@pytest.mark.parametrize(("language", "prefix"), LANGUAGES.items())
def test_a_missing_page_offers_to_search_for_the_words_of_its_address(
    tab: Callable[..., Any], home: str, language: str, prefix: str
) -> None:
    page = tab()
    page.goto(f"{home}{prefix}roadmap/data_loader.html")
    assert page.locator(".md-search__input").input_value() == "roadmap data loader"
    page.locator(f"li[lang={language}] .hanli-missing").click()
    page.locator(".md-search-result__item").first.wait_for()
    assert page.url.startswith(f"{home}{prefix}?q=")


@pytest.mark.parametrize("language", LANGUAGES)
def test_index_holds_the_pages_of_its_language_and_no_others(site: Path, language: str) -> None:
    """Every title in the index stands on the page that it leads to."""
    root = site / LANGUAGES[language]
    index = read_index(root / "search")
    assert len(index) == len(list((ROOT / "docs" / language).rglob("*.md")))
    for url, _, _, sections in index:
        page = read(root / url / "index.html")
        for anchor, title, _, _ in sections:
            assert title in page.text, f"{url}#{anchor}"
            assert not anchor or anchor in page.ids, f"{url}#{anchor}"
