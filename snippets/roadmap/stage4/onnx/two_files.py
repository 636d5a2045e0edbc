from pathlib import Path

import onnxruntime
import torch
from onnxruntime.capi.onnxruntime_pybind11_state import Fail
from torch import nn

model, example = nn.Linear(64, 64).eval(), (torch.zeros(2, 64),)
Path("elsewhere").mkdir(exist_ok=True)


def load(name):
    moved = Path(name).replace(f"elsewhere/{name}")
    return onnxruntime.InferenceSession(moved, providers=["CPUExecutionProvider"])


torch.onnx.export(model, example, "two.onnx", verbose=False)
print(sorted(path.name for path in Path().glob("two.*")))
print("bytes of weights:", Path("two.onnx.data").stat().st_size)
try:
    load("two.onnx")
except Fail as error:
    print("moved alone:", str(error).split(" : ")[3].partition(" for ")[0])
torch.onnx.export(model, example, "one.onnx", verbose=False, external_data=False)
print("one.onnx:", [path.name for path in Path().glob("one*")])
print("moved alone:", load("one.onnx").get_inputs()[0].shape)
