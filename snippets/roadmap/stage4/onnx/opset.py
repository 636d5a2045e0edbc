import warnings
import onnx
import torch
from torch import nn
model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(18, 3)).eval()
for v in (None, 11, 17, 18, 20, 22, 25, 30):
    with warnings.catch_warnings(record=True) as c:
      warnings.simplefilter("always")
      try:
        torch.onnx.export(model, (torch.zeros(2, 1, 8, 8),), "m.onnx", opset_version=v, verbose=False)
        print(v, [(o.domain, o.version) for o in onnx.load("m.onnx").opset_import])
      except Exception as e: print(v, type(e), str(e)[:300])
    print([str(w.message)[:200] for w in c])
