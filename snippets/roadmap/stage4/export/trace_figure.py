import warnings

import matplotlib.pyplot as plt
import torch
from torch import nn


class Gate(nn.Module):
    def forward(self, x):
        if x.sum() > 0:
            return x * 2
        return x - 1


with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    traced = torch.jit.trace(Gate(), torch.tensor([1.0]))
inputs = torch.linspace(-3, 3, 61)[:, None]  # (61, 1)
figure, axes = plt.subplots(figsize=(5, 2.8))
for name, model, style in (("network", Gate(), "C0"), ("trace", traced, "C1--")):
    axes.plot(inputs[:, 0], torch.cat([model(x) for x in inputs]), style, label=name)
axes.plot([1], [2], "o", color="C1")
axes.set_xlabel("input")
axes.set_ylabel("output")
axes.legend()
figure.savefig("trace_figure.svg", bbox_inches="tight")
