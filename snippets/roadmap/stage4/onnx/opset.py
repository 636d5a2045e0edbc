import logging

import onnx
import torch
from torch import nn

logging.disable(logging.CRITICAL)  # (1)!
model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(18, 3)).eval()
example = (torch.zeros(2, 1, 8, 8),)
for asked in (None, 11, 17, 18, 20):
    torch.onnx.export(model, example, "m.onnx", opset_version=asked, verbose=False)
    found = onnx.load("m.onnx").opset_import[0].version
    print(f"asked for opset {asked}, the file has {found}")
