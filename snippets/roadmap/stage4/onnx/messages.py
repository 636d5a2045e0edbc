import numpy as np
import onnxruntime
import torch
from torch import nn
from torch.export import Dim

options = {"input_names": ["features"], "dynamic_shapes": ({0: Dim("batch")},), "verbose": False}
torch.onnx.export(nn.Linear(6, 3).eval(), (torch.zeros(2, 6),), "m.onnx", **options)
session = onnxruntime.InferenceSession("m.onnx", providers=["CPUExecutionProvider"])
attempts = {
    "float64": {"features": np.zeros((2, 6))},
    "another name": {"x": np.zeros((2, 6), np.float32)},
    "5 features": {"features": np.zeros((2, 5), np.float32)},
    "no batch": {"features": np.zeros(6, np.float32)},
    "a tensor": {"features": torch.zeros(2, 6)},
}
for name, given in attempts.items():
    try:
        session.run(None, given)
    except Exception as error:
        text = " ".join(str(error).rpartition("ARGUMENT : ")[2].split())
        print(f"{name}: {type(error).__name__}: {text.partition(' Please')[0][:90]}")
