"""What quantization and pruning cost and gain for one network: size, CPU time, error and accuracy, in one table.

The network has a convolution and three linear layers, wide enough that time goes into its products, and is trained on
handwritten digits; the 397 pictures that it never saw give error and accuracy. Each way is built for batches of 1 and of
64 apart. The ways of a round alternate, the time is CPU time of the calling thread, and medians of per-round ratios to
float32 without compilation are printed. The error is the norm of the difference of the outputs over the norm of the
original's outputs, the size is that of the saved `state_dict`.

    OMP_NUM_THREADS=1 python -m benchmarks.quantization
"""

from __future__ import annotations

import contextlib
import copy
import io
import logging
import os
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils import prune

from benchmarks import tables
from benchmarks.turns import Engine, ratios, report
from hanli.data import digits

Way = tuple[nn.Module, Callable[[nn.Module, Tensor], Engine]]
ROUNDS = 25
CALLS = {1: 40, 64: 10}  # within a round, by batch size
WIDTH = 1024
BASE = "float32"
IMAGES, LABELS = digits()
TEST = IMAGES[1400:]


def network(width: int = WIDTH) -> nn.Sequential:
    first = [nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Flatten(), nn.Linear(1152, width), nn.ReLU()]
    return nn.Sequential(*first, nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 10))


def train(model: nn.Module, steps: int, lr: float) -> nn.Module:
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr)
    torch.manual_seed(1)
    for batch in torch.randint(1400, (steps, 50)):
        nn.functional.cross_entropy(model(IMAGES[batch]), LABELS[batch]).backward()
        optimizer.step()
        optimizer.zero_grad()
    return model


def original() -> nn.Sequential:
    torch.manual_seed(0)
    model = network()
    train(model, 200, 1e-3)
    return model.eval()


def plain(model: nn.Module, _: Tensor) -> Engine:
    return model


def compiled(model: nn.Module, example: Tensor) -> Engine:
    """The model, compiled with its weights as constants: no more and no less than one graph."""
    from torch._dynamo.utils import counters
    from torch._inductor import config

    before = counters["stats"]["unique_graphs"]
    with config.patch(freezing=True):
        engine = torch.compile(copy.deepcopy(model), dynamic=False, isolate_recompiles=True)
        engine(example)
    made = counters["stats"]["unique_graphs"] - before
    if made != 1:
        raise RuntimeError(f"{made} graphs were compiled, 1 was expected")
    return engine


def quantized(model: nn.Module, config: Any) -> nn.Module:
    from torchao.quantization import quantize_

    other = copy.deepcopy(model)
    quantize_(other, config)
    return other


def static(model: nn.Module) -> nn.Module:
    from torchao.quantization.pt2e.quantize_pt2e import convert_pt2e, prepare_pt2e
    from torchao.quantization.pt2e.quantizer import x86_inductor_quantizer as x86

    quantizer = x86.X86InductorQuantizer().set_global(x86.get_default_x86_inductor_quantization_config())
    shapes = ({0: torch.export.Dim("num_images")},)
    observed = prepare_pt2e(torch.export.export(model, (TEST[:2],), dynamic_shapes=shapes).module(), quantizer)
    observed(IMAGES[:400])
    return convert_pt2e(observed)


def zeros(model: nn.Module) -> nn.Module:
    """80 % of all weights are 0, in ordinary tensors, after training on with the masks."""
    other = copy.deepcopy(model)
    layers = [(layer, "weight") for layer in other if isinstance(layer, nn.Conv2d | nn.Linear)]
    prune.global_unstructured(layers, pruning_method=prune.L1Unstructured, amount=0.8)
    train(other, 100, 3e-4)
    for layer, name in layers:
        prune.remove(layer, name)
    return other


def sparse(model: nn.Module) -> nn.Module:
    """The same network with the weights of its linear layers in the CSR format; the clone drops unused storage."""
    other = copy.deepcopy(model)
    for layer in other:
        if isinstance(layer, nn.Linear):
            layer.weight = nn.Parameter(layer.weight.detach().to_sparse_csr().clone(), requires_grad=False)
    return other


def halved(model: nn.Module) -> nn.Module:
    """Half of the neurons of both hidden layers are removed, those with the smallest norms, and training goes on."""
    first, second, last = (model[index] for index in (3, 5, 7))
    kept = [layer.weight.norm(dim=1).topk(WIDTH // 2).indices.sort().values for layer in (first, second)]
    other = network(WIDTH // 2)
    state = model.state_dict()
    state |= {name: state[name][kept[0]] for name in ("3.weight", "3.bias")}
    state |= {"5.weight": second.weight.detach()[kept[1]][:, kept[0]], "5.bias": second.bias.detach()[kept[1]]}
    state |= {"7.weight": last.weight.detach()[:, kept[1]]}
    other.load_state_dict(state)
    return train(other, 100, 3e-4)


def ways() -> dict[str, Way]:
    from torchao.quantization import (
        Int8DynamicActivationInt8WeightConfig,
        Int8WeightOnlyConfig,
        IntxWeightOnlyConfig,
        PerAxis,
    )

    model = original()
    masked, small = zeros(model), halved(model)
    with torch.no_grad():
        models = {
            BASE: model,
            "int8, weights only": quantized(model, Int8WeightOnlyConfig(set_inductor_config=False)),
            "int8, dynamic": quantized(model, Int8DynamicActivationInt8WeightConfig(set_inductor_config=False)),
            "int8, static (PT2E)": static(model),
            "int4, weights only": quantized(model, IntxWeightOnlyConfig(torch.int4, PerAxis(0))),
            "80 % zeros": masked,
            "80 % zeros, CSR": sparse(masked),
            "half of the neurons": small,
        }
    found: dict[str, Way] = {name: (one, plain) for name, one in models.items()}
    for name in (
        BASE,
        "int8, weights only",
        "int8, dynamic",
        "int8, static (PT2E)",
        "80 % zeros",
        "half of the neurons",
    ):
        found[f"{name}, compiled"] = (models[name], compiled)
    return found


def size(model: nn.Module) -> float:
    file = io.BytesIO()
    torch.save(model.state_dict(), file)
    return file.getbuffer().nbytes / 1000


def measure() -> dict[str, Any]:
    from torch._dynamo.utils import counters

    chosen = ways()
    columns: list[dict[str, float]] = []
    for number in CALLS:
        example = TEST[:number].contiguous()
        with torch.no_grad():
            engines = {}
            for name, (model, build) in chosen.items():
                start = time.perf_counter()
                engines[name] = build(model, example)
                engines[name](example)
                report(f"{name}, batch {number}: {time.perf_counter() - start:.1f} s to build")
            # Nothing is compiled anew: it would be without the freezing.
            with torch.compiler.set_stance("fail_on_recompile"):
                columns.append(ratios(engines, example, BASE, ROUNDS, CALLS[number]))
    report(str(dict(counters["inductor"])))
    expected = chosen[BASE][0](TEST).detach()
    rows = []
    for name, (model, _) in chosen.items():
        with torch.no_grad():
            outputs = model(TEST)
        error = 100 * float((outputs - expected).norm() / expected.norm())
        accuracy = float((outputs.argmax(1) == LABELS[1400:]).double().mean())
        times = [f"{column[name]:.2f}" for column in columns]
        rows.append([name, f"{size(model):,.0f}", *times, f"{float(f'{error:.1g}'):g}", f"{accuracy:.3f}"])
    heads = ["way", "file, kB", "CPU time, batch size 1", "CPU time, batch size 64", "error, %", "accuracy"]
    return tables.table(heads, rows)


def facts() -> dict[str, object]:
    """How the table was made, and which instructions for int8 the CPU has, since they decide those rows."""
    capabilities = torch.cpu.get_capabilities()
    names = ("avx512_vnni", "amx_int8")
    return {
        "rounds": ROUNDS,
        "instructions": ", ".join(f"`{name}`" for name in names if capabilities.get(name)) or "–",
        "load": f"{os.getloadavg()[0]:.0f}",
    }


def main() -> None:
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    with contextlib.redirect_stdout(sys.stderr):
        found = measure()
    tables.write("quantization", facts(), {"ways": found})


if __name__ == "__main__":
    main()
