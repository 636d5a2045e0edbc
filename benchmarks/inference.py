"""What each way to run a network for inference costs, and how far it strays: resnet18 at 224 x 224 on one thread.

Weights are random, with the statistics of batch normalization and the calibration of int8 taken from crops of two real
photographs; 8 other crops are timed and compared. Each way is built for batches of 1 and of 8 apart. The ways of a round
alternate, the time is CPU time of the calling thread, and medians of per-round ratios to eager under `no_grad` are printed.
The error is the largest difference over the largest output; the agreement is the mean cosine of an image's outputs,
after the mean over the images has been taken off.

    OMP_NUM_THREADS=1 python -m benchmarks.inference
"""

from __future__ import annotations

import contextlib
import copy
import logging
import os
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torchvision.models.resnet import BasicBlock, ResNet

from benchmarks import tables
from benchmarks.turns import Engine, ratios, report

Build = Callable[[Tensor], Engine]
ROUNDS = {1: 15, 8: 9}  # by batch size
CALIBRATION = 32
EAGER = "eager, `no_grad`"
FOLDER = tempfile.TemporaryDirectory()
SCRATCH = Path(FOLDER.name)


class TwoReluBlock(BasicBlock):
    """The basic block with a module for each of its two ReLUs, since PT2E refuses one that is used twice."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.relu2 = nn.ReLU(inplace=True)

    def forward(self, inputs: Tensor) -> Tensor:
        outputs = self.bn2(self.conv2(self.relu(self.bn1(self.conv1(inputs)))))
        outputs += inputs if self.downsample is None else self.downsample(inputs)
        return self.relu2(outputs)


def crops() -> Tensor:
    """Crops of two photographs, normalized."""
    from sklearn.datasets import load_sample_images

    photos = [torch.tensor(photo).permute(2, 0, 1) / 255 for photo in load_sample_images().images]
    generator = torch.Generator().manual_seed(0)
    images = []
    for i in range(CALIBRATION + max(ROUNDS)):
        photo = photos[i % 2]
        top = int(torch.randint(photo.shape[1] - 224, (), generator=generator))
        left = int(torch.randint(photo.shape[2] - 224, (), generator=generator))
        images.append(photo[:, top : top + 224, left : left + 224])
    return (torch.stack(images) - 0.45) / 0.225


IMAGES = crops()
CALIBRATED, TIMED = IMAGES[:CALIBRATION], IMAGES[CALIBRATION:]


def network(block: type[BasicBlock] = BasicBlock) -> nn.Module:
    torch.manual_seed(0)
    model = ResNet(block, [2, 2, 2, 2])
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = None  # the plain mean over what it sees
    with torch.no_grad():
        for images in CALIBRATED.split(16):
            model(images)
    return model.eval()


MODEL = network()


def eager(_: Tensor) -> Engine:
    return MODEL


def recorded(_: Tensor) -> Engine:
    def run(images: Tensor) -> Tensor:
        with torch.enable_grad():
            return MODEL(images)

    return run


def inference(_: Tensor) -> Engine:
    def run(images: Tensor) -> Tensor:
        with torch.inference_mode():
            return MODEL(images)

    return run


def channels_last(_: Tensor) -> Engine:
    model = copy.deepcopy(MODEL).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return lambda images: model(images.contiguous(memory_format=torch.channels_last))


def fused(_: Tensor) -> Engine:
    from torch.fx.experimental.optimization import fuse

    return fuse(copy.deepcopy(MODEL))


def bfloat16(_: Tensor) -> Engine:
    model = copy.deepcopy(MODEL).bfloat16()
    return lambda images: model(images.bfloat16()).float()


def one_graph(engine: Engine, example: Tensor) -> Engine:
    """The engine, after the compilation of exactly one graph: none would mean code made for another way."""
    from torch._dynamo.utils import counters

    before = counters["stats"]["unique_graphs"]
    engine(example)
    made = counters["stats"]["unique_graphs"] - before
    if made != 1:
        raise RuntimeError(f"{made} graphs were compiled, 1 was expected")
    return engine


def compiled(example: Tensor) -> Engine:
    return one_graph(torch.compile(copy.deepcopy(MODEL), dynamic=False, isolate_recompiles=True), example)


def frozen(example: Tensor) -> Engine:
    from torch._inductor import config

    with config.patch(freezing=True):
        return one_graph(torch.compile(copy.deepcopy(MODEL), dynamic=False, isolate_recompiles=True), example)


def ahead(example: Tensor, *, freezing: bool) -> Engine:
    program = torch.export.export(MODEL, (example.clone(),))
    path = SCRATCH / f"resnet{len(example)}{freezing}.pt2"
    torch._inductor.aoti_compile_and_package(program, package_path=str(path), inductor_configs={"freezing": freezing})
    return torch._inductor.aoti_load_package(str(path))


def onnx(example: Tensor) -> Path:
    path = SCRATCH / f"resnet{len(example)}.onnx"
    torch.onnx.export(MODEL, (example.clone(),), path, input_names=["images"], external_data=False, verbose=False)
    return path


def session(path: Path) -> Engine:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    running = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return lambda images: torch.from_numpy(running.run(None, {"images": images.numpy()})[0])


def onnx_float(example: Tensor) -> Engine:
    return session(onnx(example))


def onnx_int8(example: Tensor) -> Engine:
    from onnxruntime import quantization

    class Reader(quantization.CalibrationDataReader):
        def __init__(self) -> None:
            self.batches = iter(CALIBRATED.split(len(example)))

        def get_next(self) -> dict[str, Any] | None:
            batch = next(self.batches, None)
            return None if batch is None else {"images": batch.numpy()}

    source = onnx(example)
    prepared, target = source.with_suffix(".prepared.onnx"), source.with_suffix(".int8.onnx")
    quantization.quant_pre_process(str(source), str(prepared))
    quantization.quantize_static(
        str(prepared),
        str(target),
        Reader(),
        quant_format=quantization.QuantFormat.QDQ,
        per_channel=True,
        activation_type=quantization.QuantType.QUInt8,
        weight_type=quantization.QuantType.QInt8,
    )
    return session(target)


def pt2e_int8(example: Tensor) -> Engine:
    from torch._inductor import config
    from torchao.quantization.pt2e.quantize_pt2e import convert_pt2e, prepare_pt2e
    from torchao.quantization.pt2e.quantizer import x86_inductor_quantizer as x86

    quantizer = x86.X86InductorQuantizer().set_global(x86.get_default_x86_inductor_quantization_config())
    program = torch.export.export(network(TwoReluBlock), (example.clone(),))
    observed = prepare_pt2e(program.module(), quantizer)
    with torch.no_grad():
        for images in CALIBRATED.split(len(example)):
            observed(images)
    with config.patch(freezing=True):
        return one_graph(torch.compile(convert_pt2e(observed), dynamic=False, isolate_recompiles=True), example)


def torchao_dynamic(_: Tensor) -> Engine:
    from torchao.quantization import Int8DynamicActivationInt8WeightConfig, quantize_

    model = copy.deepcopy(MODEL)
    quantize_(model, Int8DynamicActivationInt8WeightConfig())
    return model


WAYS: dict[str, Build] = {
    EAGER: eager,
    "eager, gradients recorded": recorded,
    "eager, `inference_mode`": inference,
    "`channels_last`": channels_last,
    "`fx` conv-bn fusion": fused,
    "bf16 weights": bfloat16,
    "`torch.compile`": compiled,
    "`torch.compile` + freezing": frozen,
    "`torch.export` + AOTInductor": lambda example: ahead(example, freezing=False),
    "`torch.export` + AOTInductor + freezing": lambda example: ahead(example, freezing=True),
    "ONNX Runtime, fp32": onnx_float,
    "ONNX Runtime, int8 static (QDQ)": onnx_int8,
    "PT2E, int8 static + freezing": pt2e_int8,
    "torchao, int8 dynamic": torchao_dynamic,
}


def built(example: Tensor) -> tuple[dict[str, Engine], dict[str, str]]:
    """The engines for a batch size, and for those that fail the kind of error."""
    engines: dict[str, Engine] = {}
    failed: dict[str, str] = {}
    for name, build in WAYS.items():
        start = time.perf_counter()
        try:
            engine = build(example)
            engine(example)
            engines[name] = engine
        except Exception as error:
            failed[name] = type(error).__name__
            report(f"{name}: {type(error).__name__}: {error}")
        report(f"{name}, batch {len(example)}: {time.perf_counter() - start:.1f} s to build")
    return engines, failed


def distance(engine: Engine, images: Tensor) -> tuple[float, float]:
    """The largest error over the largest output, and the mean cosine of the centred outputs."""
    expected, outputs = MODEL(images), engine(images).detach()
    error = (outputs - expected).abs().max() / expected.abs().max()
    centre = expected.mean(0)
    return float(error), float(torch.cosine_similarity(outputs - centre, expected - centre).mean())


def measure() -> dict[str, Any]:
    columns: list[dict[str, float]] = []
    failed: dict[str, str] = {}
    far: dict[str, tuple[float, float]] = {}
    for size in ROUNDS:
        example = TIMED[:size].contiguous()
        with torch.no_grad():
            engines, errors = built(example)
        failed |= errors
        # Compiled in the same mode, and nothing is compiled anew: it would be without the freezing.
        with torch.no_grad(), torch.compiler.set_stance("fail_on_recompile"):
            columns.append(ratios(engines, example, EAGER, ROUNDS[size]))
            if size == max(ROUNDS):
                far = {name: distance(engine, example) for name, engine in engines.items()}
    rows = []
    for name in WAYS:
        if name in failed:
            rows.append([name, f"`{failed[name]}`", "–", "–", "–"])
            continue
        error, cosine = far[name]
        told_error = f"{error:.0e}" if error else "0"
        rows.append([name, f"{columns[0][name]:.2f}", f"{columns[1][name]:.2f}", told_error, f"{cosine:.4f}"])
    heads = ["way", "CPU time, batch size 1", "CPU time, batch size 8", "largest error", "agreement"]
    return tables.table(heads, rows)


def facts() -> dict[str, object]:
    """How the table was made, and which instructions for bf16 and int8 the CPU has, since they decide those rows."""
    capabilities = torch.cpu.get_capabilities()
    names = ("avx512_bf16", "avx512_vnni", "amx_bf16", "amx_int8")
    return {
        "rounds_of_1": ROUNDS[1],
        "rounds_of_8": ROUNDS[8],
        "instructions": ", ".join(f"`{name}`" for name in names if capabilities.get(name)) or "–",
        "load": f"{os.getloadavg()[0]:.0f}",
    }


def main() -> None:
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    with contextlib.redirect_stdout(sys.stderr):  # exporters talk
        ways = measure()
    tables.write("inference", facts(), {"ways": ways})


if __name__ == "__main__":
    main()
