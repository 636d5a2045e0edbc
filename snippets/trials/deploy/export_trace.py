import io
import warnings

import torch
from torch import nn

torch.manual_seed(1640)
model = nn.Sequential(
    nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 6 * 6, 10)
)
model.eval()  # (1)!
example = torch.rand(4, 1, 8, 8)  # (4, 1, 8, 8)

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    traced = torch.jit.trace(model, example)  # (2)!
    file = io.BytesIO()
    torch.jit.save(traced, file)
    file.seek(0)
    loaded = torch.jit.load(file)

for message in dict.fromkeys(f"{w.category.__name__}: {w.message}" for w in caught):
    print(message)
images = torch.rand(7, 1, 8, 8)  # (7, 1, 8, 8)
with torch.inference_mode():
    print("same as eager:", torch.equal(loaded(images), model(images)))
