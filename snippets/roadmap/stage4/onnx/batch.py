import onnxruntime
import torch
from onnxruntime.capi.onnxruntime_pybind11_state import InvalidArgument
from torch import nn
from torch.export import Dim

torch.manual_seed(1640)
model = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 3)).eval()
example = (torch.zeros(2, 6),)
names = {"input_names": ["features"], "output_names": ["logits"]}
torch.onnx.export(model, example, "fixed.onnx", verbose=False, **names)
shapes = ({0: Dim("batch")},)
torch.onnx.export(model, example, "dynamic.onnx", verbose=False, dynamic_shapes=shapes, **names)
for name in ("fixed", "dynamic"):
    session = onnxruntime.InferenceSession(f"{name}.onnx", providers=["CPUExecutionProvider"])
    print(name, session.get_inputs()[0].name, session.get_inputs()[0].shape)
    for size in (1, 3, 8):
        x = torch.randn(size, 6)
        try:
            (logits,) = session.run(["logits"], {"features": x.numpy()})
            print(f"  batch {size}: output {logits.shape}")
        except InvalidArgument as error:
            print(f"  batch {size}: {str(error).splitlines()[1].strip()}")
