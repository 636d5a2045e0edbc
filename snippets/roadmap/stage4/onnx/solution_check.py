import onnx
import onnxruntime
import torch
from torch import nn
from torch.export import Dim


def export_onnx(model, example, path, opset, tolerance=1e-5):
    if model.training:
        raise ValueError("model is in training mode: call eval() first")
    options = {"input_names": ["input"], "dynamic_shapes": ({0: Dim("batch")},), "verbose": False}
    torch.onnx.export(model, (example,), path, opset_version=opset, external_data=False, **options)
    found = onnx.load(path).opset_import[0].version
    if found != opset:
        raise ValueError(f"asked for opset {opset}, the file has {found}")
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    for batch in (1, 3, 8):
        x = torch.randn(batch, *example.shape[1:])
        (output,) = session.run(None, {"input": x.numpy()})
        error = (torch.from_numpy(output) - model(x)).abs().max().item()
        if not error <= tolerance:
            raise ValueError(f"batch of {batch}: differs by {error:.0e}")


class Centered(nn.Module):
    def forward(self, x):
        return x - x.mean(dim=0) if x.shape[0] > 1 else x


torch.manual_seed(1640)
for model in (nn.Linear(6, 3), nn.Linear(6, 3).eval(), Centered().eval()):
    try:
        export_onnx(model, torch.zeros(4, 6), "model.onnx", opset=20)
        print(f"{type(model).__name__}: exported and equal")
    except ValueError as error:
        print(f"{type(model).__name__}: {error}")
