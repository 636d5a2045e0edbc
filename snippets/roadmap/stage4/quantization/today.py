import importlib
import warnings

import quiet  # noqa: F401
import task
import torch
from torch.ao import quantization as old
from torchao.quantization import Int8WeightOnlyConfig, quantize_
from torchao.quantization.qat import QATConfig


def static():
    model = task.network().eval()
    model.qconfig = old.get_default_qconfig("x86")
    prepared = old.prepare(model)
    prepared(task.images)
    return old.convert(prepared)(task.images)


def prepare_qat(mode):
    return old.prepare_qat(task.network().train(mode))


config = Int8WeightOnlyConfig()
for name, function, *arguments in (
    ("quantize_dynamic", old.quantize_dynamic, task.network(), {torch.nn.Linear}),
    ("prepare, convert, call", static),
    ("prepare_qat, eval()", prepare_qat, False),
    ("import quantize_pt2e", importlib.import_module, "torch.ao.quantization.quantize_pt2e"),
    ("quantize_", quantize_, task.network(), config),
    ("QATConfig, int8", quantize_, task.network(), QATConfig(config, step="prepare")),
):
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        try:
            function(*arguments)
            outcome = "runs"
        except Exception as error:
            outcome = f"{type(error).__name__}: {str(error)[:53]}"
    print(f"{name}: {outcome}\n   ", str(found[0].message)[:63] if found else "no warning")
