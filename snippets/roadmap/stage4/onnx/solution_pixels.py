import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn
from torch.export import Dim


class WithPreprocessing(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, pixels):
        images = pixels.float() / 255
        return self.model((images - 0.5) / 0.5).softmax(dim=1)


torch.manual_seed(1640)
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
whole = WithPreprocessing(model).eval()
example = (torch.zeros(2, 1, 8, 8, dtype=torch.uint8),)
options = {"input_names": ["pixels"], "dynamic_shapes": ({0: Dim("batch")},), "verbose": False}
torch.onnx.export(whole, example, "whole.onnx", **options)
print([node.op_type for node in onnx.load("whole.onnx").graph.node])
session = onnxruntime.InferenceSession("whole.onnx", providers=["CPUExecutionProvider"])
print(session.get_inputs()[0].type)
pixels = np.random.default_rng(0).integers(0, 256, (3, 1, 8, 8), dtype=np.uint8)
(probabilities,) = session.run(None, {"pixels": pixels})
print("rows add up to 1:", np.allclose(probabilities.sum(axis=1), 1))
expected = whole(torch.from_numpy(pixels)).detach().numpy()
print("equal to the network:", np.allclose(probabilities, expected, atol=1e-6))
