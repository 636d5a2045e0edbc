import torch
from torch import nn
from torch.export import Dim

torch.manual_seed(1640)
model = nn.Sequential(
    nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 6 * 6, 10)
)
model.eval()  # (1)!
example = torch.rand(4, 1, 8, 8)  # (4, 1, 8, 8)

program = torch.export.export(model, (example,), dynamic_shapes=({0: Dim("batch", min=1)},))  # (2)!
torch.export.save(program, "model.pt2")
loaded = torch.export.load("model.pt2").module()  # (3)!

with torch.inference_mode():
    for size in (1, 2, 7):
        images = torch.rand(size, 1, 8, 8)  # (size, 1, 8, 8)
        print(size, "same as eager:", torch.equal(loaded(images), model(images)))
