"""What the build writes for the search: sections of pages, and synonyms that lead somewhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from built import LANGUAGES

from tools.search.index import PAGES_OF_A_FILE, code_words, index_page, keep_unread, list_pages, read_index, write_index
from tools.search.sections import Section, read_sections
from tools.search.synonyms import FILE, find_dangling, glossary_synonyms, load_synonyms, read_synonyms

ROOT = Path(__file__).parents[2]
HTML = """
<h1 id="page">Tensors<a class="headerlink" href="#page">¶</a></h1>
<p>A <code>Tensor</code> has\na shape.</p>
<h2 id="seed">Seeds &amp; chance</h2>
<div class="highlight"><pre><code><span class="n">torch</span><span class="o">.</span>manual_seed(<span class="mi">0</span>)  # (1)!
print(1)
</code></pre></div>
<ul><li>one</li><li>two</li></ul>
<details class="mkdocstrings-source"><summary>Source</summary><p>hidden</p></details>
<details class="note hanli-drawing"><summary>Code of the figure</summary><pre>plt.savefig("a.svg")</pre></details>
<details class="hanli-versions"><summary>torch 2.10.0 prints something else</summary><pre>2</pre></details>
<h2 id="end">End</h2>
"""


def test_a_page_is_divided_at_its_headings() -> None:
    assert read_sections(HTML, "unused") == [
        Section("", "Tensors", "A Tensor has a shape.", ""),
        Section("seed", "Seeds & chance", "one two", "torch.manual_seed(0)\nprint(1)"),
        Section("end", "End", "", ""),
    ]


def test_a_page_without_heading_has_the_title_of_the_navigation() -> None:
    assert read_sections("<p>Text</p>", "Title") == [Section("", "Title", "Text", "")]


def test_words_of_code_stand_once_and_numbers_do_not() -> None:
    assert code_words("x = torch.rand(2, 3)\nprint(x, 0.25)  # 张量") == "x torch.rand print 张量"
    assert code_words("Adam(weights, lr=1e-3)") == "Adam weights lr 1e-3"


def test_overviews_count_less_than_lessons() -> None:
    assert index_page("", "trials/tensors/", "", "").weight > index_page("", "trials/", "", "", True).weight


def test_a_dirty_build_keeps_the_pages_that_it_did_not_read_again() -> None:
    fresh = list_pages([index_page("<h1>New</h1>", "a/", "New", "")])
    previous = [["a/", 1, "", []], ["b/", 1, "", []], ["gone/", 1, "", []]]
    kept = keep_unread(fresh, previous, {"a/", "b/"})
    assert [entry[0] for entry in kept] == ["a/", "b/"]
    assert kept[0] == fresh[0]


def test_an_index_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Headings in the first file, texts in one for each folder of pages."""
    urls = ["", "roadmap/", "roadmap/stage1/creation/", "roadmap/stage1/indexing/"]
    entries = list_pages([index_page(HTML, url, "Title", "About") for url in urls])
    write_index(entries, tmp_path, ROOT, "en")
    assert read_index(tmp_path) == entries
    assert {file.name for file in tmp_path.glob("texts/*")} == {"pages.json", "roadmap-stage1.json"}
    assert "A Tensor has a shape" not in (tmp_path / "sections.json").read_text("utf-8")


def test_synonyms_lead_somewhere(site: Path) -> None:
    texts = {}
    for language, prefix in LANGUAGES.items():
        index = read_index(site / prefix / "search")
        said = [section for url, _, _, sections in index if url != "glossary/" for section in sections]
        texts[language] = "\n".join(" ".join(section[1:]) for section in said)
    faults = find_dangling(read_synonyms((ROOT / FILE).read_text("utf-8")), texts)
    assert not faults, "\n".join(faults)


def test_a_synonym_that_points_nowhere_is_told_with_its_line_and_remedy() -> None:
    synonyms = read_synonyms(
        "# a note\n- typed: [oom]\n  zh: [显存]\n  en: [memory]\n- {typed: [x], zh: [显存], en: [nowhere]}\n"
    )
    assert find_dangling(synonyms, {"zh": "显存不够", "en": "Memory and more"}) == [
        f"{FILE}:5: 'nowhere' stands in no section of docs/en: name a term that its pages use, or write the page first"
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- {typed: [a], zh: [b]}\n", f"{FILE}:1: an entry has the keys typed, zh and en"),
        ("- {typed: [a], zh: [b], en: [on]}\n", f"{FILE}:1: en is a list of words"),
    ],
)
def test_an_entry_of_another_form_is_refused(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        read_synonyms(text)


def test_the_glossary_gives_synonyms() -> None:
    glossary = "| 术语 | English | 不用 |\n| --- | --- | --- |\n| 显存 | memory (of a GPU), vram | 显卡内存 |\n"
    assert list(glossary_synonyms(glossary, "zh")) == [(["memory", "vram", "显卡内存"], ["显存"])]
    assert list(glossary_synonyms(glossary, "en")) == [(["显存", "显卡内存"], ["memory"])]
    assert (["broadcasting"], ["广播"]) in load_synonyms(ROOT, "zh")


def test_the_texts_of_a_large_folder_are_in_several_files(tmp_path: Path) -> None:
    urls = [f"roadmap/stage1/page{number}/" for number in range(PAGES_OF_A_FILE + 1)]
    entries = list_pages([index_page(HTML, url, "Title", "About") for url in urls])
    write_index(entries, tmp_path, ROOT, "en")
    assert read_index(tmp_path) == entries
    counts = {file.name: len(json.loads(file.read_text("utf-8"))) for file in tmp_path.glob("texts/*")}
    assert counts == {"roadmap-stage1.json": PAGES_OF_A_FILE, "roadmap-stage1-2.json": 1}
