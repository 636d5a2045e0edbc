import onnxruntime
import torch, warnings
from torch import nn
from torch.export import Dim
model = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 3)).eval()
for dim in (Dim("batch"), Dim("batch", min=1), Dim.DYNAMIC, Dim.AUTO):
    with warnings.catch_warnings(record=True) as c:
      warnings.simplefilter("always")
      try:
        torch.onnx.export(model, (torch.zeros(1, 6),), "one.onnx", dynamic_shapes=({0: dim},), verbose=False)
        s = onnxruntime.InferenceSession("one.onnx", providers=["CPUExecutionProvider"])
        print(dim, s.get_inputs()[0].shape)
        print(s.run(None, {s.get_inputs()[0].name: torch.zeros(3,6).numpy()})[0].shape)
      except Exception as e: print(dim, type(e), str(e)[:300])
    print([str(w.message)[:100] for w in c])
