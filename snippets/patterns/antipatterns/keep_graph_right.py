import weakref

import torch
from torch import nn
from torch.autograd.graph import saved_tensors_hooks
from torch.utils.data import DataLoader, TensorDataset

from hanli.data import digits


class Saved:
    def __init__(self, tensor):
        self.tensor = tensor.detach()
        alive.add(self)


alive = weakref.WeakSet()
images, labels = digits()
loader = DataLoader(TensorDataset(images, labels), batch_size=64)
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 256), nn.Tanh(), nn.Linear(256, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
weights = {parameter.data_ptr() for parameter in model.parameters()}

for phase in ("training", "validation"):
    total = 0.0
    with saved_tensors_hooks(Saved, lambda saved: saved.tensor):
        for inputs, targets in loader:
            with torch.set_grad_enabled(phase == "training"):
                loss = nn.functional.cross_entropy(model(inputs), targets)
            if phase == "training":
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.detach()
    held = {saved.tensor.data_ptr(): saved.tensor.nbytes for saved in alive}
    size = sum(held[pointer] for pointer in held.keys() - weights) / len(loader)
    print(f"{phase}: {size / 1024:.1f} KiB held a step; graph held: {total.requires_grad}")
