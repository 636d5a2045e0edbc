import torch
from torch import nn
from torch._dynamo.testing import CompileCounter

torch.manual_seed(1640)
model = nn.Linear(4, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
counter = CompileCounter()


@torch.compile(backend=counter, fullgraph=True, dynamic=True)
def loss_of(x, labels, weight):
    x = torch.where(x.max() > 1, x / 255, x)
    return weight * nn.functional.cross_entropy(model(x), labels)


weights = 0.9 ** torch.arange(6)  # (6,)
for weight, size in zip(weights, [32, 32, 5, 32, 32, 5], strict=True):
    x, labels = torch.randint(256, (size, 4)).float(), torch.randint(3, (size,))
    loss = loss_of(x, labels, weight)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(round(loss.item(), 3), end=" ")
print()
print("graphs compiled:", counter.frame_count)
