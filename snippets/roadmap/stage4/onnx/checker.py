import onnx
import torch
from torch import nn

torch.onnx.export(nn.Linear(6, 3).eval(), (torch.zeros(2, 6),), "m.onnx", verbose=False)
onnx.checker.check_model("m.onnx", full_check=True)
print("as exported: passed")

broken = onnx.load("m.onnx")
broken.graph.node[0].input[0] = "nowhere"
zeroed = onnx.load("m.onnx")
weight = zeroed.graph.initializer[0]
weight.raw_data = bytes(len(weight.raw_data))  # (1)!
for name, model in (("an input renamed", broken), ("weights all 0", zeroed)):
    try:
        onnx.checker.check_model(model, full_check=True)
        print(f"{name}: passed")
    except onnx.checker.ValidationError as error:
        print(f"{name}: {str(error).partition(' of node')[0]}")
