"""The environment of a block, and the machines that it must hold on: this one, an older one, one without SIMD; and `cuda`."""

from __future__ import annotations

import os
import platform
import tempfile
from pathlib import Path

CUDA = "cuda"  # the machine of `python -m tools.gpu`: this one with its GPU in sight, which the others hide


def machines() -> dict[str, dict[str, str]]:
    """Each simulated machine as the variables that make kernels take the older paths. Elsewhere than on x86: the host."""
    if platform.machine().lower() not in {"x86_64", "amd64"}:
        return {"host": {}}
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    groups = [name for name in __cpu_dispatch__ if __cpu_features__.get(name)]
    newer = [name for name in groups if name == "X86_V4" or name.startswith("AVX512")]
    return {
        "host": {},
        "avx2": {
            "ATEN_CPU_CAPABILITY": "avx2",
            "MKL_CBWR": "AVX2",
            "ONEDNN_MAX_CPU_ISA": "AVX2",
            "NPY_DISABLE_CPU_FEATURES": " ".join(newer),
        },
        "plain": {
            "ATEN_CPU_CAPABILITY": "default",
            "MKL_CBWR": "COMPATIBLE",
            "ONEDNN_MAX_CPU_ISA": "SSE41",
            "NPY_DISABLE_CPU_FEATURES": " ".join(groups),
            "OMP_NUM_THREADS": "2",
            "OMP_WAIT_POLICY": "passive",  # two tests at a time would spin on each other's cores
        },
    }


def environment(machine: str, root: Path) -> dict[str, str]:
    """The variables that a block on `machine` sees: the user's own, less those that change what it prints."""
    caches = Path(tempfile.gettempdir()) / "hanli-caches"
    changing = ("COVERAGE", "MKL_", "OMP_", "PYTEST_", "PYTHON")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(changing)}
    fixed = {
        "LC_ALL": "C.UTF-8",
        "MATPLOTLIBRC": str(Path(__file__).with_name("matplotlibrc")),
        "MPLCONFIGDIR": str(caches / "matplotlib"),
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join(dict.fromkeys([str(root), str(Path(__file__).parents[1])])),
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
        "SOURCE_DATE_EPOCH": "0",
        "TORCHINDUCTOR_CACHE_DIR": str(caches / "inductor" / machine),  # compiled for its instructions
        # a CUDA toolkit on a machine without its hardware makes torch write a line to stderr
        "TORCH_LOGS": "-torch.utils.cpp_extension",
    }
    if machine == CUDA:
        return kept | fixed
    return kept | fixed | {"CUDA_VISIBLE_DEVICES": ""} | machines()[machine]
