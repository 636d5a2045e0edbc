import copy

import quiet  # noqa: F401
import task
import torch
from torchao.quantization import (
    Int8DynamicActivationInt8WeightConfig,
    Int8WeightOnlyConfig,
    IntxWeightOnlyConfig,
    PerAxis,
    quantize_,
)
from torchao.quantization.pt2e.quantize_pt2e import convert_pt2e, prepare_pt2e
from torchao.quantization.pt2e.quantizer import x86_inductor_quantizer as x86

model = task.trained()
nets = {"float32": model}
for name, config in (
    ("int8, weights only", Int8WeightOnlyConfig()),
    ("int8, dynamic", Int8DynamicActivationInt8WeightConfig(reduce_range=True)),  # (1)!
    ("int4, weights only", IntxWeightOnlyConfig(torch.int4, PerAxis(0))),
    ("int2, weights only", IntxWeightOnlyConfig(torch.int2, PerAxis(0))),
):
    nets[name] = copy.deepcopy(model)
    quantize_(nets[name], config)
shapes = ({0: torch.export.Dim("num_images")},)
program = torch.export.export(model, (task.images[:2],), dynamic_shapes=shapes)
config = x86.get_default_x86_inductor_quantization_config()
observed = prepare_pt2e(program.module(), x86.X86InductorQuantizer().set_global(config))
with torch.no_grad():
    observed(task.images[:400])
    nets["int8, static"] = convert_pt2e(observed)
    expected = model(task.images[1400:])
    print(f"{'net':20}{'file kB':>8}{'error %':>9}{'accuracy':>10}")
    for name, net in nets.items():
        size = task.file_size(net)
        error = 100 * (net(task.images[1400:]) - expected).norm() / expected.norm()
        rounded = float(f"{error:.1g}")  # (2)!
        print(f"{name:20}{size:8.0f}{rounded:9g}{task.accuracy(net):10.3f}")
