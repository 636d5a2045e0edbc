import onnxruntime
import torch
from torch import nn
from torch.export import Dim

torch.manual_seed(1640)
model = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 3)).eval()
example = (torch.zeros(2, 6),)
options = {"input_names": ["features"], "output_names": ["logits"], "verbose": False}
torch.onnx.export(model, example, "fixed.onnx", **options)
shapes = ({0: Dim("batch")},)
torch.onnx.export(model, example, "dynamic.onnx", dynamic_shapes=shapes, **options)
for name in ("fixed", "dynamic"):
    session = onnxruntime.InferenceSession(f"{name}.onnx", providers=["CPUExecutionProvider"])
    print(name, session.get_inputs()[0].shape)
    for size in (1, 3, 8):
        x = torch.randn(size, 6)
        try:
            (logits,) = session.run(["logits"], {"features": x.numpy()})
            print(f"  batch {size}: {tuple(logits.shape)}")
        except Exception as error:
            print(type(error), type(error).__mro__, str(error))
