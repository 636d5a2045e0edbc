import logging

import torch
from torch import nn

logging.disable(logging.CRITICAL)


class Eigenvalues(nn.Module):
    def forward(self, x):
        return torch.linalg.eigvalsh(x)


try:
    torch.onnx.export(Eigenvalues().eval(), (torch.eye(3),), "m.onnx", verbose=False)
except torch.onnx.OnnxExporterError as error:
    lines = str(error).splitlines()
    print(type(error).__name__, "|", lines[0].partition(".")[0])
    reason = next(line for line in lines if line.startswith("<class"))
    print(reason.partition(">: ")[2].partition(". ")[0])
