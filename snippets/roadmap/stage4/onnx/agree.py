import onnxruntime
import torch
from torch import nn
from torch.export import Dim

torch.manual_seed(1640)
first, last = nn.Conv2d(1, 8, 3), nn.Linear(288, 10)
model = nn.Sequential(first, nn.BatchNorm2d(8), nn.ReLU(), nn.Flatten(), nn.Dropout(0.5), last)
model(torch.rand(64, 1, 8, 8))  # (1)!
model.eval()
options = {"input_names": ["images"], "dynamic_shapes": ({0: Dim("batch")},), "verbose": False}
torch.onnx.export(model, (torch.zeros(2, 1, 8, 8),), "m.onnx", **options)
session = onnxruntime.InferenceSession("m.onnx", providers=["CPUExecutionProvider"])
for size in (1, 3, 8):
    images = torch.rand(size, 1, 8, 8)
    (logits,) = session.run(None, {"images": images.numpy()})
    expected = model(images)
    error = (torch.from_numpy(logits) - expected).abs().max().item()
    largest = expected.abs().max().item()
    print(f"batch {size}: largest logit {largest:.1f}, at most 1e-5 apart: {error <= 1e-5}")
