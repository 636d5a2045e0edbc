"""What was called otherwise in 0.1.0 is still found: by its old name, and by the module that a pickle names."""

from __future__ import annotations

import importlib
import pickle
import warnings

import pytest

from hanli import serve
from hanli.serve import ModelHolder

RENAMED = [
    ("hanli.serve", "SickModelError", "UnhealthyModelError"),
    ("hanli.serve", "SICK", "UNHEALTHY_DETAIL"),
    ("hanli.serve", "LEFT", "CLIENT_CLOSED_REQUEST"),
    ("hanli.serve", "SECONDS", "LATENCY_BUCKETS"),
    ("hanli.serve", "ROWS", "BATCH_SIZE_BUCKETS"),
    ("hanli.serve", "JSON", "JSON_CONTENT_TYPE"),
    ("hanli.distributed", "complete", "find_complete_checkpoints"),
    ("hanli.lint", "files", "find_python_files"),
    ("hanli.deploy", "live", "find_live_release"),
]
# The public names of 0.1.0 in the modules that are folders, or hand on what another one defines, by now.
PUBLIC = {
    "builder": "ConfigError Description HeadConfig Layer ModelConfig Network Row ShapeError build describe json_schema "
    "layer_types load parse register to_config to_yaml",
    "distributed": "Checkpoints EvaluationSampler ProcessFailedError TrainingSampler World evaluate join launch spread train",
    "export": "MODEL DESCRIPTION BundleError Bundle save_bundle load_bundle",
    "lint": "LANGUAGES RULES LintError Finding check check_file",
    "memory": "CheckpointedBlocks DeviceMemory GuardedStep Loss Mark MemoryMonitor MixedPrecision NonFiniteGradientError "
    "ProcessMemory ReferenceTransformer SavedBytes Select StepInBackward accumulate checkpoint_blocks device_memory "
    "process_memory reset_device_peak saved_bytes",
    "serve": "LOGGER NoPreviousModelError Pixels Prediction Version Status Problem Fault Refusal ModelHolder infer Batcher "
    "read_image create_app run",
    "train": "Loss Loader Precision Monitor NonFiniteLossError Scores Epoch History Run Callback PerStep fit evaluate "
    "EarlyStopping Checkpoint",
}


@pytest.mark.parametrize(("module", "old", "new"), RENAMED)
def test_an_old_name_works_and_tells_the_new_one(module: str, old: str, new: str) -> None:
    owner = importlib.import_module(module)
    with pytest.warns(DeprecationWarning, match=f"^{module}.{old} is now called {new}; the old name goes") as told:
        found = getattr(owner, old)
    assert found is getattr(owner, new)
    assert told[0].filename == __file__, "the warning must point to the line that uses the old name"
    assert old not in getattr(owner, "__all__", ()) and new in getattr(owner, "__all__", [new])


def test_an_import_by_an_old_name_works_too() -> None:
    with pytest.warns(DeprecationWarning, match="UnhealthyModelError"):
        from hanli.serve import SickModelError  # type: ignore[attr-defined]
    assert SickModelError is serve.UnhealthyModelError


def test_a_name_that_never_was_is_an_ordinary_error() -> None:
    with pytest.raises(AttributeError, match=r"^module 'hanli\.serve' has no attribute 'HEALTHY'$"):
        serve.HEALTHY  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(ImportError, match="cannot import name 'HEALTHY'"):
        from hanli.serve import HEALTHY  # type: ignore[attr-defined]  # noqa: F401


def test_the_old_method_of_a_holder_works_and_tells_the_new_one() -> None:
    holder = ModelHolder.__new__(ModelHolder)
    with pytest.warns(DeprecationWarning, match="ModelHolder.doubt is now called invalidate_health") as told:
        holder.doubt()
    assert told[0].filename == __file__


@pytest.mark.parametrize(
    ("module", "name"), [(module, name) for module, names in PUBLIC.items() for name in names.split()]
)
def test_a_pickle_of_0_1_0_finds_what_it_names(module: str, name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = pickle.loads(f"chanli.{module}\n{name}\n.".encode())
    assert found is getattr(importlib.import_module(f"hanli.{module}"), name)
