import warnings

import task
import torch
from torch.ao import quantization

warnings.simplefilter("ignore")  # (1)!
for order in ("optimizer first", "prepare_qat first"):
    model = task.network().train()
    model.qconfig = quantization.get_default_qat_qconfig("x86")
    if order == "optimizer first":
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        prepared = quantization.prepare_qat(model)
    else:
        prepared = quantization.prepare_qat(model)
        optimizer = torch.optim.SGD(prepared.parameters(), lr=0.1)
    before = [parameter.detach().clone() for parameter in prepared.parameters()]
    prepared(task.images[:50]).square().mean().backward()
    optimizer.step()
    pairs = zip(before, prepared.parameters(), strict=True)
    moved = sum(not torch.equal(old, new) for old, new in pairs)
    print(f"{order}: {moved} of {len(before)} parameters moved")
