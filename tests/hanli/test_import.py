"""Start-up: the package loads nothing, a module no more than torch and itself; and the version is told once."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import hanli

ROOT = Path(__file__).parents[2]
NEEDING_TORCH_ALONE = ["seed", "device", "data", "train", "memory", "explain", "export", "models"]


def loaded_by(statement: str, after: str = "") -> set[str]:
    """The modules that a new interpreter has after the statement and had not before, nor after what goes first."""
    program = f"import sys\n{after}\nbefore = set(sys.modules)\n{statement}\nprint(*sorted(set(sys.modules) - before))"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(result.stdout.split())


def test_the_package_alone_loads_only_itself() -> None:
    assert loaded_by("import hanli") == {"hanli"}


def test_the_modules_do_not_load_each_other() -> None:
    loaded = loaded_by("import hanli.device")
    assert {name for name in loaded if name.startswith("hanli")} == {"hanli", "hanli.device"}
    assert "torch" in loaded


def foreign(modules: set[str]) -> set[str]:
    """Those that are neither of hanli nor of the standard library; parts of torch count."""
    ours = {"hanli", *sys.stdlib_module_names}
    return {name for name in modules if name.split(".")[0] not in ours}


def test_after_torch_the_modules_load_only_what_is_ours() -> None:
    """Hence importing them takes as long as importing torch: the deterministic form of "at most 1.1 times"."""
    extra = foreign(loaded_by(f"from hanli import {', '.join(NEEDING_TORCH_ALONE)}", after="import torch"))
    assert not extra, f"{sorted(extra)[:5]}, and more, loaded by hanli: import them in the function that needs them"


def test_what_needs_no_torch_does_not_load_it() -> None:
    extra = foreign(loaded_by("from hanli import deploy, lint"))
    assert not extra, f"{sorted(extra)[:5]}, and more, loaded by hanli: import them in the function that needs them"


def test_the_first_step_loads_what_a_loop_by_hand_loads() -> None:
    material = (
        "import torch; model = torch.nn.Linear(2, 2); loss = torch.nn.CrossEntropyLoss();"
        "batch = torch.ones(4, 2), torch.zeros(4, dtype=torch.int64)"
    )
    by_hand = (
        "optimizer = torch.optim.AdamW(model.parameters(), fused=True);"
        "loss(model(batch[0]), batch[1]).backward(); optimizer.step()"
    )
    ours = "from hanli.train import fit; fit(model, [batch], loss=loss, epochs=1, device='cpu')"
    extra = foreign(loaded_by(ours, after=material) - loaded_by(by_hand, after=material))
    assert not extra, f"the first step of fit loads {sorted(extra)[:5]}, which a loop by hand does without"


def test_the_version_is_the_one_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert hanli.__version__ == project["version"]
