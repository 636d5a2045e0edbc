import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4), nn.Linear(4, 2))
inputs = torch.rand(16, 4)  # (16, 4)


def show(label):
    before = model[1].running_mean.clone()
    outputs = model(inputs)  # (16, 2)
    moved = not torch.equal(before, model[1].running_mean)
    trains = model[1].weight.requires_grad
    print(
        f"{label:26} graph {outputs.requires_grad!s:5}  trains {trains!s:5}  mean changed {moved}"
    )


show("train()")
model.eval()
show("eval()")
with torch.no_grad():
    show("eval(), no_grad()")
model.train()
model[1].requires_grad_(False)
show("train(), norm frozen")
model[1].eval()
show("norm frozen and in eval()")
model.train()  # (1)!
show("train() called again")
