import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.data import DataLoader, TensorDataset

from hanli.data import digits


class Reads(TorchDispatchMode):
    count = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        self.count += function is torch.ops.aten._local_scalar_dense.default
        return function(*args, **(kwargs or {}))


images, labels = digits()
batches = list(DataLoader(TensorDataset(images.double().flatten(1), labels), batch_size=16))
torch.manual_seed(0)
model = nn.Linear(64, 10).double()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
total, correct = 0.0, 0

with Reads() as reads:
    for inputs, targets in batches:
        optimizer.zero_grad()
        outputs = model(inputs)
        loss = nn.functional.cross_entropy(outputs, targets)
        loss.backward()
        optimizer.step()
        total += loss.detach() * len(targets)
        correct += (outputs.argmax(1) == targets).sum()
    total, correct = float(total), int(correct)

print(f"{len(batches)} steps, values read: {reads.count}")
print(f"mean loss {total / len(labels):.4f}, correct {correct} of {len(labels)}")
