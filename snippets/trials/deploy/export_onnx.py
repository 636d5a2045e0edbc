import numpy as np
import onnxruntime
import torch
from torch import nn
from torch.export import Dim

torch.manual_seed(1640)
model = nn.Sequential(
    nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 6 * 6, 10)
)
model.eval()
torch.onnx.export(
    model,
    (torch.rand(4, 1, 8, 8),),
    "model.onnx",
    dynamic_shapes=({0: Dim("batch", min=1)},),  # (1)!
    input_names=["images"],
    output_names=["logits"],
    external_data=False,  # (2)!
    verbose=False,
)
session = onnxruntime.InferenceSession("model.onnx", providers=["CPUExecutionProvider"])

for size in (1, 2, 7):
    images = torch.rand(size, 1, 8, 8)  # (size, 1, 8, 8)
    logits = session.run(["logits"], {"images": images.numpy()})[0]  # (size, 10)
    with torch.inference_mode():
        difference = np.abs(logits - model(images).numpy()).max()
    print(f"batch of {size}: within 1e-5 of eager: {difference < 1e-5}")
