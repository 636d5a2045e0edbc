import torch
from torch import nn
from torch._dynamo.testing import CompileCounter


class Gate(nn.Module):
    def forward(self, x):
        if x.sum() > 0:
            return x * 2
        return x - 1


counter = CompileCounter()
model = torch.compile(Gate(), backend=counter)
for x in (torch.tensor([1.0, 2.0]), torch.tensor([-1.0, -2.0])):
    print(f"input {x.tolist()}: compiled {model(x).tolist()}, {counter.frame_count} graphs so far")
