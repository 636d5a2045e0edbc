import torch
from torch import nn


class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(2, 1)
        self.register_buffer("mean", torch.ones(2))

    def forward(self, x):
        return self.linear(x - self.mean)


program = torch.export.export(Small().eval(), (torch.zeros(4, 2),))
torch.export.save(program, "small.pt2")
del Small, program  # (1)!

loaded = torch.export.load("small.pt2")
print("inputs: ", loaded.graph_signature.user_inputs, " state:", list(loaded.state_dict))
print("operators:", [str(n.target) for n in loaded.graph.nodes if n.op == "call_function"])
model = loaded.module()
print("output: ", tuple(model(torch.zeros(4, 2)).shape))
for name in ("train", "eval"):
    try:
        getattr(model, name)()
    except NotImplementedError as error:
        print(f"{name}():", error)
