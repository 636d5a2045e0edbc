import torch
from torch import nn

model = nn.Linear(2, 1)
inputs = torch.rand(4, 2)  # (4, 2)
for run in (1, 2):
    try:
        print("run", run, "outputs on", model(inputs).device)
        model.to("meta")  # (1)!
    except RuntimeError as error:
        print("run", run, type(error).__name__, "|", str(error)[:60])
