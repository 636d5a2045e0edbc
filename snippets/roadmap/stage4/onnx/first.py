import onnx
import torch
from torch import nn

torch.manual_seed(1640)
model = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 3)).eval()
torch.onnx.export(model, (torch.zeros(2, 6),), "model.onnx", verbose=False)
graph = onnx.load("model.onnx").graph
for node in graph.node:
    print(node.op_type, list(node.input), "->", list(node.output))
