import warnings

import onnx
import torch
from torch import nn

model = nn.Sequential(nn.Linear(6, 8), nn.Dropout(0.5), nn.Linear(8, 3))
for mode in (True, False):
    model.train(mode)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        torch.onnx.export(model, (torch.zeros(2, 6),), "m.onnx", verbose=False)
    operators = [node.op_type for node in onnx.load("m.onnx").graph.node]
    print("training" if mode else "evaluation", operators)
    print("  warned:", [str(warning.message).partition(". ")[0] for warning in caught])
