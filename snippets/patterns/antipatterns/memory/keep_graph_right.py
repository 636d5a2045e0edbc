import weakref

from torch import nn, optim
from torch.autograd.graph import saved_tensors_hooks

from hanli.data import digits


class Saved:
    def __init__(self, tensor):
        self.tensor = tensor.detach()
        alive.add(self)


def count_nodes(node):
    seen, waiting = set(), [node]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting += [earlier for earlier, _ in node.next_functions]
    return len(seen)


alive = weakref.WeakSet()
images, labels = digits()
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 256), nn.Tanh(), nn.Linear(256, 10))
optimizer = optim.SGD(model.parameters(), lr=0.1)
for phase in ("training", "validation"):
    total = 0.0
    for inputs, targets in zip(images.split(64), labels.split(64), strict=True):
        with saved_tensors_hooks(Saved, lambda saved: saved.tensor):
            loss = nn.functional.cross_entropy(model(inputs), targets)
        if phase == "training":
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        total += loss.detach()
    held = {saved.tensor.data_ptr(): saved.tensor.nbytes for saved in alive}
    print(f"{phase:10} {count_nodes(total.grad_fn):4} nodes, {sum(held.values()) / 1024:7.1f} KiB")
