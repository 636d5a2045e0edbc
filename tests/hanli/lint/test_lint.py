"""hanli.lint: what it finds on the labelled set, on our own code, and on the rest of the world."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import random
import re
import subprocess
import sys
import sysconfig
import tempfile
import warnings
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.blind import find_alarms, find_missed
from hanli.lint import RULES, Finding, LintError, check, check_file, find_python_files, rules
from hanli.lint.checks.code.dead import _DEAD_ARGUMENTS, _DEAD_HOOKS, DEPRECATED, REMOVED
from hanli.lint.checks.registry import CHECKS
from hanli.lint.command import main
from hanli.lint.rules.rule import SITE

ROOT = Path(__file__).parents[3]
TOPICS = sorted(folder.name for folder in (ROOT / "hanli/lint/checks").iterdir() if (folder / "__init__.py").exists())
CASES = sorted((Path(__file__).parent / "cases").glob("*.py"))
MARK = re.compile(r"# expect: ([\w, -]+)$")
ZERO_GRAD = "for x, y in loader:\n    torch.nn.functional.mse_loss(model(x), y).backward()\n    optimizer.step()\n"


def expected(path: Path) -> Counter[tuple[int, str]]:
    """The findings that a case's comments announce, by line."""
    found: Counter[tuple[int, str]] = Counter()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if match := MARK.search(line):
            found.update((number, rule.strip()) for rule in match[1].split(","))
    return found


@cache
def findings(path: Path) -> tuple[Finding, ...]:
    """What the linter finds in a file, with the hints on style; read once by each process."""
    return tuple(check_file(path, style=True))


def told(path: Path) -> Counter[tuple[int, str]]:
    return Counter((one.line, one.rule) for one in findings(path))


def rules_of(source: str, **options: object) -> list[str]:
    return [one.rule for one in check(source, **options)]  # type: ignore[arg-type]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_gives_what_its_comments_say(path):
    missed, strange = expected(path) - told(path), told(path) - expected(path)
    assert not missed, f"not found: {dict(missed)}"
    assert not strange, f"false alarms: {dict(strange)}"


# What hanli.lint does not tell from the right program; the lists may only get shorter.
MISSED: dict[str, list[str]] = {
    "first": [],
    "second": [],
    "third": [],
    "fourth": [
        "01_price_regression",
        "06_sensor_normalisation",
        "11_segmentation_augment",
        "12_tiny_gpt_loss",
        "14_serve_checkpoint",
        "16_submission_file",
        "18_resume_training",
    ],
}


@pytest.mark.parametrize("name", MISSED)
def test_faults_of_engineers_who_had_not_seen_the_rules_are_found_and_their_right_programs_left_alone(name):
    assert find_missed(name) == MISSED[name]
    assert find_alarms(name) == []


def test_the_labelled_set_is_measured():
    wanted = sum((expected(path) for path in CASES), Counter())
    clean = sum(
        isinstance(node, ast.stmt) and node.lineno not in {line for line, _ in expected(path)}
        for path in CASES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    )
    assert {rule for _, rule in wanted} == set(RULES), "every rule has a case"
    assert wanted.total() >= 200
    assert clean >= wanted.total()


def _complains(warning: warnings.WarningMessage) -> bool:
    said = str(warning.message)
    return issubclass(warning.category, FutureWarning) or "deprecated" in said or "no longer recommended" in said


def _outcome(statement: str, space: dict[str, object]) -> str:
    """What running a statement gives: `raises`, `warns` or `silent`."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                exec(statement, dict(space))
        except Exception:
            return "warns" if any(_complains(one) for one in caught) else "raises"  # the error is the missing GPU's
    return "warns" if caught else "silent"


@pytest.mark.parametrize("name", ["dead_api", "dead_imports"])
def test_the_dead_really_warn_or_raise_and_the_others_are_silent(name, tmp_path, monkeypatch):
    """Run every line of the case: the table cannot name what PyTorch does not complain of."""
    monkeypatch.chdir(tmp_path)
    path = Path(__file__).parent / "cases" / f"{name}.py"
    found = {one.line: one for one in findings(path)}
    program = (
        "import json, sys; sys.path.insert(0, sys.argv[2])\n"
        "from test_lint import outcomes\n"
        "print(json.dumps(outcomes(sys.argv[1])))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path), str(Path(__file__).parent)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr
    for line, (statement, outcome) in {int(k): v for k, v in json.loads(done.stdout.splitlines()[-1]).items()}.items():
        if line in found:
            assert outcome == ("raises" if found[line].gone else "warns"), f"{statement}: {outcome}"
        else:
            assert outcome == "silent", f"{statement}: {outcome}"


def test_every_name_of_the_table_is_in_a_case():
    named = {one.subject for path in CASES for one in findings(path)}
    assert set(REMOVED) | set(DEPRECATED) <= named
    assert {f"{argument}=" for arguments in _DEAD_ARGUMENTS.values() for argument in arguments} <= named
    assert set(_DEAD_HOOKS) <= named


def outcomes(path: str) -> dict[int, tuple[str, str]]:
    """Run a case line by line; what it imports and assigns is there for the lines after it."""
    text = Path(path).read_text(encoding="utf-8")
    space: dict[str, object] = {}
    marked = {line for line, _ in expected(Path(path))}
    found = {}
    import torch

    torch.set_warn_always(True)  # else what two functions share is said only once
    for node in ast.parse(text).body[1:]:
        statement = ast.get_source_segment(text, node) or ""
        if isinstance(node, ast.Import | ast.ImportFrom | ast.Assign) and node.lineno not in marked:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                exec(statement, space)
        else:
            found[node.lineno] = (statement, _outcome(statement, space))
    return found


# The blocks that show a fault on purpose, with the rules that must find it; all other code of ours must be clean.
SHOWN = {
    "snippets/roadmap/beyond/problems/solution_growing.py": {"missing-no-grad"},
    "snippets/roadmap/beyond/resources/outdated.py": {"dead-api"},
    "snippets/patterns/distributed/deprecated.py": {"dead-api"},
    "snippets/patterns/lightning/precision_old.py": {"dead-api"},
    "snippets/patterns/parallel/traps_hang.py": {"one-rank-collective"},
    "snippets/patterns/parallel/traps_mismatch.py": {"one-rank-collective"},
    "snippets/roadmap/stage1/creation/do_not_fit.py": {"tensor-of-tensor"},
    "snippets/roadmap/stage2/classifier/messages.py": {"missing-super-init"},
    "snippets/roadmap/stage2/classifier/softmax_twice.py": {"softmax-before-cross-entropy"},
    "snippets/roadmap/stage4/amp/messages.py": {"dead-api"},
    "snippets/roadmap/stage4/amp/step_wrong.py": {"clip-before-unscale"},
    "snippets/roadmap/stage4/export/script.py": {"dead-api"},
    "snippets/roadmap/stage4/export/trace_figure.py": {"dead-api", "traced-branch"},
    "snippets/roadmap/stage4/export/traced.py": {"dead-api", "traced-branch"},
    "snippets/roadmap/stage4/export/training_mode.py": {"dead-api"},
    "snippets/roadmap/stage4/debugging/solution_softmax.py": {"softmax-before-cross-entropy"},
    "snippets/roadmap/stage4/accumulation/practice.py": {"broken-accumulation", "undivided-accumulation"},
    "snippets/roadmap/stage4/debugging/broken.py": {"replaced-layer"},
    "snippets/roadmap/stage4/debugging/one_batch.py": {"replaced-layer"},
    "snippets/roadmap/stage4/debugging/updates.py": {"replaced-layer"},
    "snippets/roadmap/stage2/datasets/mean_of_batches.py": {"mean-of-means"},
    "snippets/roadmap/stage2/datasets/messages.py": {"loader-options"},
    "snippets/roadmap/stage2/files/one_transform.py": {"shared-dataset"},
    "snippets/roadmap/stage2/graphs/versions.py": {"data-attribute"},
    "snippets/roadmap/stage2/gradients/messages.py": {"in-place-leaf"},
    "snippets/roadmap/stage2/schedules/messages.py": {"dead-api", "plateau-metric"},
    "snippets/roadmap/stage2/schedules/swapped.py": {"step-order"},
    "snippets/roadmap/stage3/devices/solution_find.py": {"module-list"},
    "snippets/roadmap/stage3/module/messages.py": {"in-place-leaf", "missing-super-init", "no-effect"},
    "snippets/roadmap/stage3/module/plain_list.py": {"module-list"},
    "snippets/roadmap/stage3/resnet/depth.py": {"missing-eval"},  # batch statistics, as the page says why
    "snippets/roadmap/stage3/rnn/clip.py": {"item-each-step"},
    "snippets/roadmap/stage3/saving/messages.py": {"pickled-model"},
    "snippets/roadmap/stage4/pretrained/two_weights.py": {"dead-api"},
    "snippets/roadmap/stage4/debugging/range_figure.py": {"item-each-step"},
    "snippets/roadmap/stage4/quantization/old_qat.py": {"dead-api", "missing-zero-grad"},
    "snippets/roadmap/stage4/quantization/today.py": {"dead-api"},
    "snippets/trials/deploy/export_trace.py": {"dead-api"},
    "snippets/trials/deploy/export_trace_loop.py": {"dead-api"},
    "snippets/trials/deploy/export_trace_mode.py": {"dead-api"},
    "snippets/trials/deploy/frozen_pretrained.py": {"dead-api"},
    "snippets/trials/growth/amp_old.py": {"dead-api"},
    "snippets/trials/index/one_batch_bug.py": {"softmax-before-cross-entropy"},
    "snippets/trials/models/net_super.py": {"missing-super-init"},
    "snippets/trials/models/schedule_metric.py": {"plateau-metric"},
    "snippets/trials/models/schedule_order.py": {"step-order"},
    "snippets/trials/tensors/create_forgotten.py": {"no-effect"},
    "snippets/trials/tensors/nograd_data.py": {"data-attribute"},
    "snippets/trials/tensors/nograd_leaf.py": {"in-place-leaf"},
    # Not shown but not decidable: the network is handed out by a loop, and the file does not say that it has no dropout.
    "snippets/trials/vision/batch_figure.py": {"missing-eval"},
    "snippets/trials/vision/transforms_totensor.py": {"dead-api"},
}
# What the page of anti-patterns shows and a tree cannot decide.
UNDECIDABLE = {
    "workers-for-cheap-items": "how long an item takes is known only when it runs",
}
ANTIPATTERNS = ROOT / "snippets/patterns/antipatterns"


def test_our_own_code_is_clean_but_for_what_it_shows():
    found: dict[str, set[str]] = {}
    for path in find_python_files([ROOT / "hanli", ROOT / "tools", ROOT / "snippets"]):
        if ANTIPATTERNS not in path.parents:
            for one in check_file(path, style=True):
                if one.rule == "item-each-step" and re.fullmatch(r"1 × \S+", one.subject):
                    continue  # a block that draws the losses reads one at each step
                found.setdefault(path.relative_to(ROOT).as_posix(), set()).add(one.rule)
    assert found == SHOWN


def test_the_antipatterns_of_the_page_are_found_and_their_cures_are_clean():
    files = {path.stem.removesuffix("_wrong").replace("_", "-"): path for path in ANTIPATTERNS.rglob("*_wrong.py")}
    slugs = set(files)
    assert slugs - set(RULES) == {slug for slug in UNDECIDABLE if slug in slugs}
    for slug in slugs & set(RULES):
        wrong = files[slug]
        assert slug in {one.rule for one in check_file(wrong, style=True)}, slug
        assert slug not in {one.rule for one in check_file(wrong.with_stem(wrong.stem.replace("_wrong", "_right")))}, (
            slug
        )
        assert RULES[slug].page == f"patterns/antipatterns/{wrong.parent.name}/#{slug}"


def library(number: int) -> list[Path]:
    """A sample of the standard library, the same on every run."""
    return random.Random(1640).sample(sorted(Path(sysconfig.get_path("stdlib")).glob("*.py")), number)


@pytest.mark.parametrize("path", library(50), ids=lambda path: path.stem)
def test_the_standard_library_is_read_and_gives_nothing(path):
    assert check_file(path) == []
    text = path.read_text(encoding="utf-8", errors="replace").replace("from __future__ import annotations", "")
    assert check("import torch\n" + text) == check("import torch\n" + text)  # every check runs, and says the same again


@given(st.text(max_size=200))
def test_any_text_is_checked_or_refused(text):
    with contextlib.suppress(LintError):
        check(text)


@given(
    st.lists(
        st.sampled_from([*ZERO_GRAD.splitlines(), "    loss = model(x)", "x.data", "losses.append(loss)"]), max_size=9
    )
)
def test_any_order_of_lines_is_checked_or_refused(lines):
    with contextlib.suppress(LintError):
        found = check("import torch\n" + "\n".join(lines))
        assert found == sorted(found)


def test_a_finding_says_where_what_why_and_the_page():
    (one,) = check("import torch\n" + ZERO_GRAD, "train.py")
    assert (one.path, one.line, one.column, one.rule) == ("train.py", 3, 5, "missing-zero-grad")
    assert one.text("en").startswith("train.py:3:5: missing-zero-grad: backward() and step() in a loop")
    assert one.text("en").endswith(f"see: {SITE}en/patterns/antipatterns/training/#missing-zero-grad")
    assert one.text("zh").endswith(f"详见：{SITE}patterns/antipatterns/training/#missing-zero-grad")
    with pytest.raises(ValueError, match="language must be zh or en, got 'fr'"):
        one.text("fr")
    (one,) = check("import torch\noptimizer.zero_grad()\n" + ZERO_GRAD)
    assert one.what("en") == "backward() and step() in a loop, and the gradients are cleared only outside it"
    assert one.what("zh") == "循环里有 backward() 和 step()，却只在它之外清零梯度"


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_speaks_both_languages(rule):
    for gone in (True, False):
        one = Finding("a.py", 1, 1, rule.name, "list", "y", gone)
        assert re.search("[\u4e00-\u9fff]", one.text("zh"))
        assert not re.search("[\u4e00-\u9fff]", one.text("en"))
        assert "{" not in one.text("zh") + one.text("en")
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)


def test_the_texts_of_a_rule_and_its_check_have_the_same_topic():
    topics = {rule.name: topic for topic in TOPICS for rule in vars(rules)[topic].RULES}
    assert topics.keys() == RULES.keys() == CHECKS.keys() | {"dead-api", "unused-ignore"}
    apart = {
        name: check.__module__ for name, check in CHECKS.items() if f".checks.{topics[name]}." not in check.__module__
    }
    assert not apart, f"move the rule into hanli/lint/rules/, to the topic of its check: {apart}"


def test_a_column_counts_characters():
    (one,) = check('import torch\n张量 = "张"; y = torch.qr(x)\n')
    assert (one.line, one.column) == (2, 15)


def test_a_comment_switches_a_rule_off_for_its_line():
    line = "    torch.nn.functional.mse_loss(model(x), y).backward()"
    for comment, left in (
        ("# hanli: ignore[missing-zero-grad]", []),
        ("# on purpose  # hanli: ignore[keep-graph, missing-zero-grad]", []),
        ("# hanli: ignore[keep-graph]", ["missing-zero-grad"]),
        ("# hanli: ignore", ["missing-zero-grad"]),
    ):
        assert rules_of("import torch\n" + ZERO_GRAD.replace(line, f"{line}  {comment}")) == left
    text = 'import torch\ntorch.qr(x, "# hanli: ignore[dead-api]")\n'
    assert rules_of(text) == ["dead-api"], "a string is no comment"


def test_rules_are_chosen_by_name():
    source = "import torch\n" + ZERO_GRAD + "torch.qr(x)\n"
    assert rules_of(source) == ["missing-zero-grad", "dead-api"]
    assert rules_of(source, select=["dead-api"]) == ["dead-api"]
    assert rules_of(source, ignore=["dead-api"]) == ["missing-zero-grad"]
    with pytest.raises(ValueError, match="select: there is no rule 'dead'; the rules are item-each-step, "):
        check(source, select=["dead"])


def test_what_is_no_python_is_refused_with_its_line():
    with pytest.raises(LintError, match=r"^a\.py:2: not Python: "):
        check("import torch\nfor x in\n", "a.py")
    with pytest.raises(LintError, match=r"^a\.py:1: not Python: "):
        check("a\0b", "a.py")
    with pytest.raises(LintError, match="not Python"):
        check("(" * 5000 + ")" * 5000)
    assert check("") == []


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"LANG", "LC_ALL", "LC_MESSAGES"}}
    return subprocess.run(
        [sys.executable, "-m", "hanli.lint", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **environment},
    )


def test_the_command_speaks_the_language_of_the_system_and_tells_by_its_status(tmp_path):
    faulty, clean, broken = tmp_path / "faulty.py", tmp_path / "clean.py", tmp_path / "broken.py"
    faulty.write_text("import torch\n" + ZERO_GRAD, encoding="utf-8")
    clean.write_text("import torch\n", encoding="utf-8")
    chinese = run(str(tmp_path), LANG="zh_CN.UTF-8")
    assert (chinese.returncode, chinese.stderr) == (1, "")
    assert "为什么：" in chinese.stdout
    assert "why: " in run(str(tmp_path), LANG="zh_CN.UTF-8", LC_ALL="C").stdout
    assert "why: " in run(str(tmp_path), "--language", "en", LANG="zh_CN.UTF-8").stdout
    assert run(str(clean)).returncode == 0
    assert run(str(faulty), "--ignore", "missing-zero-grad").returncode == 0
    assert run(str(faulty), "--select", "dead-api").returncode == 0
    assert run(str(faulty), "--select", "dead-api, missing-zero-grad").returncode == 1
    assert run(str(faulty), "--ignore", "dead-api,missing-zero-grad").returncode == 0
    assert "there is no rule 'nothing'" in run(str(faulty), "--select", "nothing").stderr
    broken.write_text("import torch\nfor\n", encoding="utf-8")
    mixed = run(str(faulty), str(broken), str(tmp_path / "missing.py"))
    assert mixed.returncode == 2
    assert "missing-zero-grad" in mixed.stdout
    assert f"{broken}:2: not Python" in mixed.stderr
    assert "missing.py: cannot be read: No such file" in mixed.stderr
    assert "Traceback" not in mixed.stderr


def test_the_command_writes_to_a_program_that_stops_reading(tmp_path):
    path = tmp_path / "faulty.py"
    path.write_text("import torch\n" + "torch.qr(x)\n" * 2000, encoding="utf-8")
    shell = f"{sys.executable} -m hanli.lint {path} | head -n 1"
    done = subprocess.run(
        ["bash", "-c", shell], capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert (done.stdout.count("\n"), done.stderr) == (1, "")


def test_the_command_writes_json(tmp_path, capsys):
    path = tmp_path / "faulty.py"
    path.write_text("import torch\ntorch.qr(x)\n", encoding="utf-8")
    assert main([str(path), "--format", "json", "--language", "en"]) == 1
    (one,) = json.loads(capsys.readouterr().out)
    assert one["path"] == str(path)
    assert (one["line"], one["column"], one["rule"], one["gone"]) == (2, 1, "dead-api", True)
    assert one["what"] == "torch.qr is removed: use torch.linalg.qr"
    assert one["page"] == "en/patterns/antipatterns/breakage/#dead-api"
    assert one["address"] == f"{SITE}en/patterns/antipatterns/breakage/#dead-api"
    assert one["severity"] == "error"


def test_a_folder_is_searched_and_its_hidden_parts_are_not(tmp_path):
    for name in ("a.py", "b/c.py", ".git/d.py", "venv/e.py", "b/f.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    assert [one.relative_to(tmp_path).as_posix() for one in find_python_files([tmp_path])] == ["a.py", "b/c.py"]
    assert list(find_python_files([tmp_path / ".git/d.py"])) == [tmp_path / ".git/d.py"]


def test_a_file_is_read_in_the_encoding_that_it_declares():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "latin.py"
        path.write_bytes("# coding: latin-1\nimport torch\nname = 'é'; torch.qr(name)\n".encode("latin-1"))
        assert [(one.line, one.column) for one in check_file(path)] == [(3, 13)]
        path.write_bytes(b"# coding: nonsense\n")
        with pytest.raises(LintError, match=r"cannot be read: unknown encoding.*nonsense"):
            check_file(path)
        path.write_bytes(b"\xff\xfe")
        with pytest.raises(LintError, match="cannot be read"):
            check_file(path)


def test_the_linter_does_not_import_torch():
    program = "import sys, hanli.lint; print('torch' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == ["False", "False"]
