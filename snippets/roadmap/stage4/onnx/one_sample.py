import logging

import onnxruntime
import torch
from torch import nn
from torch.export import Dim

logging.disable(logging.CRITICAL)


class Centered(nn.Module):
    def forward(self, x):
        return x - x.mean(dim=0) if x.shape[0] > 1 else x


class Rule(nn.Module):
    def forward(self, x):
        return x * 2 if x.shape[0] > 5 else x - 1


for name, model in (("Linear", nn.Linear(2, 2)), ("Centered", Centered()), ("Rule", Rule())):
    for size, dim in ((1, Dim("batch")), (1, Dim.DYNAMIC), (2, Dim("batch")), (2, Dim.DYNAMIC)):
        line = f"{name}, example of {size}, {'DYNAMIC' if dim is Dim.DYNAMIC else 'Dim'}:"
        options = {"dynamic_shapes": ({0: dim},), "verbose": False}
        try:
            torch.onnx.export(model.eval(), (torch.zeros(size, 2),), "m.onnx", **options)
        except torch.onnx.OnnxExporterError as error:
            print(line, type(error).__name__)
            continue
        session = onnxruntime.InferenceSession("m.onnx", providers=["CPUExecutionProvider"])
        same = {}
        for batch in (1, 3, 8):
            x = torch.randn(batch, 2)
            (output,) = session.run(None, {session.get_inputs()[0].name: x.numpy()})
            same[batch] = torch.allclose(torch.from_numpy(output), model(x), atol=1e-6)
        print(line, f"equal for batches {same}")
