import json
from pathlib import Path

import torch
from torch import nn

from hanli.export import BundleError, load_bundle, save_bundle

torch.manual_seed(1640)
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 2))
example = torch.rand(1, 1, 8, 8)  # (1, 1, 8, 8)
path = save_bundle(
    model, example, "models", name="beasts", version="1.0.0", classes=["fox", "crane"]
)  # (1)!
print(path.name, sorted(file.name for file in path.iterdir()))
print(sorted(json.loads((path / "bundle.json").read_text())))

bundle = load_bundle(path)  # (2)!
images = torch.rand(3, 1, 8, 8)  # (3, 1, 8, 8)
print(bundle.name, bundle.version, bundle.classes, bundle.input_shape)
print(torch.equal(bundle.module(images), model(images)))

file = Path(path, "model.pt2")
file.write_bytes(file.read_bytes()[:-1] + b"?")  # (3)!
try:
    load_bundle(path)
except BundleError as error:
    print(str(error).rpartition(": ")[2])
