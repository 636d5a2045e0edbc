import os
import warnings
import zlib

import task
import torch
from torch.nn.utils import prune

model = task.trained()
layers = [(model[index], "weight") for index in (0, 3, 5)]
print(f"before: accuracy {task.accuracy(model):.2f}, {task.file_size(model):.0f} kB")
prune.global_unstructured(layers, pruning_method=prune.L1Unstructured, amount=0.8)
print("layer 5:", *(name for name in model[5].state_dict()))
print(f"masked: accuracy {task.accuracy(model):.2f}, {task.file_size(model):.0f} kB")
for layer, name in layers:
    prune.remove(layer, name)  # (1)!
    zeros = (layer.weight == 0).double().mean()
    print(f"{type(layer).__name__} {tuple(layer.weight.shape)}: share of zeros {zeros:.2f}")
print(f"removed: {task.file_size(model):.0f} kB")
weight = model[3].weight.detach()
print(f"layer 3, compressed: {len(zlib.compress(weight.numpy().tobytes())) / 1000:.0f} kB")
with warnings.catch_warnings(action="ignore"):
    csr = weight.to_sparse_csr()  # (2)!
for name, tensor in (("dense", weight), ("CSR", csr), ("CSR, cloned", csr.clone())):  # (3)!
    torch.save(tensor, "layer.pt")
    print(f"layer 3, {name}: {os.path.getsize('layer.pt') / 1000:.0f} kB")
