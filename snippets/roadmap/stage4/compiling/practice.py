import logging
import warnings

import torch
from torch import nn
from torch._dynamo.testing import CompileCounter

logging.getLogger("torch._dynamo").setLevel(logging.ERROR)
warnings.filterwarnings("ignore", message="The .grad attribute of a Tensor")
torch.manual_seed(1640)
model = nn.Linear(4, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
counter = CompileCounter()


@torch.compile(backend=counter)
def loss_of(x, labels, weight):
    if x.max() > 1:
        x = x / 255
    loss = weight * nn.functional.cross_entropy(model(x), labels)
    print(round(loss.item(), 3), end=" ")
    return loss


for step, size in enumerate([32, 32, 5, 32, 32, 5]):
    x, labels = torch.randint(256, (size, 4)).float(), torch.randint(3, (size,))
    loss = loss_of(x, labels, weight=0.9**step)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print()
print("graphs compiled:", counter.frame_count)
