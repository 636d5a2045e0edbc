import copy

import quiet  # noqa: F401
import task
import torch
from torchao.quantization import IntxWeightOnlyConfig, PerAxis, quantize_
from torchao.quantization.qat import QATConfig

int2, int4 = (IntxWeightOnlyConfig(dtype, PerAxis(0)) for dtype in (torch.int2, torch.int4))


def more(model, config=None, num_steps=100, lr=1e-3):
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr)
    before = [parameter.detach().clone() for parameter in model.parameters()]
    if config:
        quantize_(model, QATConfig(config, step="prepare"))
    task.train(model, optimizer, num_steps, torch.float32)  # (1)!
    pairs = zip(before, model.parameters(), strict=True)
    moved.append(all(not torch.equal(old, new) for old, new in pairs))
    if config:
        quantize_(model, QATConfig(config, step="convert"))
    return model


moved, drops = [], {"int2": [], "int2, QAT": [], "int4": []}
for seed in range(3):
    torch.manual_seed(seed)
    start = more(task.network(), num_steps=100, lr=3e-3)
    floats = more(copy.deepcopy(start))
    nets = {"int2": copy.deepcopy(floats), "int4": copy.deepcopy(floats)}
    quantize_(nets["int2"], int2)
    quantize_(nets["int4"], int4)
    nets["int2, QAT"] = more(copy.deepcopy(start), int2)
    for name, net in nets.items():
        drops[name].append(task.accuracy(floats) - task.accuracy(net))
print("all parameters moved:", all(moved))
mean = {name: sum(values) / 3 for name, values in drops.items()}
print("mean drop of int2 at least 0.03:", mean["int2"] >= 0.03)
print("mean drop of int2 with QAT at most 0.02:", mean["int2, QAT"] <= 0.02)
print("mean drop of int4 without QAT at most 0.015:", mean["int4"] <= 0.015)
