"""hanli.lint for other people's projects: severities, settings, notebooks, reports, the pre-commit hook."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from hanli.lint import RULES, LintError, check, check_file, find_python_files
from hanli.lint.command import main
from hanli.lint.configuration import read_configuration
from hanli.lint.rules.rule import SEVERITIES, SITE

ROOT = Path(__file__).parents[3]
STYLE = "import torch\ntorch.lu(x)\n"
ERROR = "import torch\ntorch.qr(x)\n"
WARNING = "import torch\nfor x in loader:\n    whole = torch.cat([whole, x])\n"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def write_notebook(path: Path, *cells: str, language: str = "python") -> Path:
    listed = [{"cell_type": "markdown", "source": ["import torch\n", "torch.qr(x)"]}]
    listed += [{"cell_type": "code", "source": cell.splitlines(keepends=True)} for cell in cells]
    return write(path, json.dumps({"cells": listed, "metadata": {"language_info": {"name": language}}}))


@pytest.mark.parametrize(("text", "severity"), [(STYLE, "style"), (ERROR, "error"), (WARNING, "warning")])
def test_a_finding_has_a_severity_and_style_is_told_on_demand(text, severity):
    (one,) = check(text, style=True)
    assert one.severity == severity
    assert one.text("en").splitlines()[0].endswith(f" [{severity}]")
    assert bool(check(text)) == (severity != "style")
    assert check(text, select=[one.rule]) == [one], "who asks for a rule gets its findings of style too"


def test_the_severity_of_some_findings_depends_on_what_was_found():
    changed = "import torch\nhidden = torch.tanh(x)\nhidden.data[0] = 1\nprint(hidden.data)\n"
    assert [(one.line, one.severity) for one in check(changed, style=True)] == [(3, "warning"), (4, "style")]
    assert {rule.severity for rule in RULES.values()} == set(SEVERITIES)


def test_the_address_is_that_of_the_site():
    sites = [
        re.search(r"^site_url: (\S+)$", (ROOT / name).read_text("utf-8"), re.M)
        for name in ("mkdocs.yml", "mkdocs.en.yml")
    ]
    assert [one and one[1] for one in sites] == [SITE, f"{SITE}en/"]
    (one,) = check(ERROR)
    assert one.text("zh").endswith(f"{SITE}patterns/antipatterns/breakage/#dead-api")
    assert one.text("en").endswith(f"{SITE}en/patterns/antipatterns/breakage/#dead-api")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_of_a_rule_has_its_anchor(language):
    for rule in RULES.values():
        page, _, anchor = rule.page.partition("/#")
        text = (ROOT / "docs" / language / f"{page}.md").read_text(encoding="utf-8")
        assert f"{{ #{anchor} }}" in text, f"{rule.name}: no heading #{anchor} on {page}"


def test_the_last_line_counts(tmp_path, capsys):
    write(tmp_path / "a.py", ERROR + "torch.symeig(x)\n")
    write(tmp_path / "b.py", STYLE)
    assert main([str(tmp_path), "--language", "en"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "2 files checked: 2 errors"
    assert main([str(tmp_path), "--language", "en", "--style"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "2 files checked: 2 errors, 1 of style"
    assert main([str(tmp_path / "b.py"), "--language", "en"]) == 0
    assert capsys.readouterr().out == "1 file checked: nothing found\n"
    assert main([str(tmp_path / "a.py"), "--language", "zh"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "检查了 1 个文件：2 处错误"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_rules_are_listed_with_severity_and_address(language, capsys):
    assert main(["--list", "--language", language]) == 0
    told = capsys.readouterr().out
    for rule in RULES.values():
        assert re.search(rf"^{rule.name} +{rule.severity} ", told, re.M)
        assert rule.address(language) in told
    with pytest.raises(SystemExit):
        main([])


def test_a_project_has_its_settings(tmp_path, capsys):
    write(
        tmp_path / "pyproject.toml", '[tool.hanli.lint]\nignore = ["cat-in-loop"]\nstyle = true\nexclude = ["old/*"]\n'
    )
    write(tmp_path / "old/a.py", ERROR)
    write(tmp_path / "new/b.py", WARNING)
    faulty = write(tmp_path / "new/c.py", STYLE)
    assert main([str(tmp_path), "--language", "en"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "2 files checked: 1 of style"
    assert main([str(faulty), "--no-style"]) == 0
    assert main([str(tmp_path / "old/a.py")]) == 1, "a file that is named is checked"
    write(tmp_path / "pyproject.toml", '[tool.hanli.lint]\nselect = ["dead-api"]\n')
    assert main([str(tmp_path / "new")]) == 1
    assert main([str(tmp_path / "new"), "--select", "keep-graph"]) == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.hanli]\nlint = 3\n", r"\[tool\.hanli\.lint\] must be a table, got 3"),
        ("[tool.hanli.lint]\nstyle = 1\n", "style must be true or false, got 1"),
        ("[tool.hanli.lint]\nselect = 'dead-api'\n", "select must be a list of strings, got 'dead-api'"),
        ("[tool.hanli.lint]\nignore = ['dead']\n", "ignore: there is no rule 'dead'"),
        ("[tool.hanli.lint]\nrules = []\n", "has no setting 'rules'; it has select, ignore, style, exclude"),
        ("[tool.hanli.lint\n", "not TOML"),
    ],
)
def test_wrong_settings_are_refused_with_their_names(text, message, tmp_path, capsys):
    write(tmp_path / "pyproject.toml", text)
    with pytest.raises(ValueError, match=message):
        read_configuration(tmp_path)
    with pytest.raises(SystemExit):
        main([str(write(tmp_path / "a.py", ERROR))])
    assert "pyproject.toml" in capsys.readouterr().err


def test_a_suppression_is_checked():
    assert [one.rule for one in check("import torch\ntorch.qr(x)  # hanli: ignore[dead-api]\n", style=True)] == []
    (one,) = check("import torch\nx = 1  # hanli: ignore[dead-apy]\n")
    assert (one.rule, one.severity, one.line, one.column) == ("unused-ignore", "error", 2, 8)
    assert one.what("en") == "the comment # hanli: ignore[dead-apy] names no rule"
    (one,) = check("import torch\nx = 1  # hanli: ignore[dead-api]\n", style=True)
    assert (one.severity, one.what("en")) == (
        "style",
        "the comment # hanli: ignore[dead-api] switches nothing off on its line",
    )
    assert check("import torch\nx = 1  # hanli: ignore[dead-api]\n", select=["keep-graph", "unused-ignore"]) == []


def test_a_notebook_is_read_cell_by_cell(tmp_path):
    path = write_notebook(
        tmp_path / "a.ipynb",
        "%matplotlib inline\n!pip install torch\nimport torch\nfiles = !ls",
        "%%bash\nls *",
        "%%time\nx = torch.rand(3)\n\ntorch.qr?\ny = 7\nz = (3\n  % y)\ntorch.qr(x)",
    )
    (one,) = check_file(path)
    assert (one.cell, one.line, one.column, one.rule) == (3, 8, 1, "dead-api")
    assert one.text("en").startswith(f"{path}:cell 3:8:1: dead-api: ")
    assert list(find_python_files([tmp_path])) == [path]
    assert check_file(write_notebook(tmp_path / "b.ipynb", "import torch\nprint('100\\n% sure')")) == []


def test_a_notebook_follows_names_from_cell_to_cell(tmp_path):
    loop = "for x, y in loader:\n    F.mse_loss(model(x), y).backward()\n    optimizer.step()"
    path = write_notebook(tmp_path / "a.ipynb", "import torch\nimport torch.nn.functional as F", loop)
    assert [(one.cell, one.line, one.rule) for one in check_file(path)] == [(2, 2, "missing-zero-grad")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not a notebook"),
        ("[]", 'not a notebook: there is no list "cells"'),
        ('{"cells": [], "metadata": {"kernelspec": {"language": "R"}}}', "a notebook in R, not in Python"),
        ('{"cells": [{"cell_type": "code", "source": "x = 1\\nfor"}]}', r"a\.ipynb:cell 1:2: not Python"),
    ],
)
def test_what_is_no_notebook_is_refused(text, message, tmp_path):
    with pytest.raises(LintError, match=message):
        check_file(write(tmp_path / "a.ipynb", text))


def test_github_shows_a_finding_beside_its_line(tmp_path, capsys):
    path = write(tmp_path / "a,b.py", ERROR)
    assert main([str(path), "--format", "github", "--language", "en"]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    place = str(path).replace(",", "%2C")
    assert line.startswith(
        f"::error file={place},line=2,col=1,title=dead-api::torch.qr is removed: use torch.linalg.qr%0A"
    )
    path = write_notebook(tmp_path / "a.ipynb", ERROR)
    assert main([str(path), "--format", "github", "--language", "en"]) == 1
    assert f"::error file={path},title=dead-api::{path}:cell 1:2:1: torch.qr" in capsys.readouterr().out


def test_sarif_has_rules_and_results(tmp_path, capsys):
    path = write(tmp_path / "a.py", WARNING + "torch.qr(x)\n")
    assert main([str(path), "--format", "sarif", "--language", "en"]) == 1
    log = json.loads(capsys.readouterr().out)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert log["version"] == "2.1.0"
    assert [(one["ruleId"], one["level"]) for one in run["results"]] == [
        ("cat-in-loop", "warning"),
        ("dead-api", "error"),
    ]
    for one in run["results"]:
        assert rules[one["ruleIndex"]]["id"] == one["ruleId"]
        assert rules[one["ruleIndex"]]["helpUri"] == RULES[one["ruleId"]].address("en")
    region = run["results"][1]["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"]) == (4, 1)
    write(path, "import torch\n")
    assert main([str(path), "--format", "sarif"]) == 0
    assert json.loads(capsys.readouterr().out)["runs"][0]["results"] == []


def test_the_hook_of_pre_commit_starts_the_command():
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert (hook["id"], hook["entry"], hook["language"]) == ("hanli-lint", "python -m hanli.lint", "python")
    assert set(hook["types_or"]) == {"python", "jupyter"}
