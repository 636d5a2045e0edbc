import matplotlib.pyplot as plt
import onnx
import torch
from torch import nn

layers = [nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Flatten(), nn.Linear(288, 10)]
model = nn.Sequential(*layers).eval()
torch.onnx.export(model, (torch.zeros(2, 1, 8, 8),), "m.onnx", verbose=False)
graph = onnx.shape_inference.infer_shapes(onnx.load("m.onnx")).graph
values = [*graph.input, *graph.value_info, *graph.output]
shapes = {v.name: [d.dim_value for d in v.type.tensor_type.shape.dim] for v in values}
boxes = [("input", graph.input[0].name)]
boxes += [(node.op_type, node.output[0]) for node in graph.node]
figure, axes = plt.subplots(figsize=(7, 1.6))
for x, (operator, name) in enumerate(boxes):
    style = {"boxstyle": "round,pad=0.4", "facecolor": "none", "edgecolor": f"C{min(x, 1)}"}
    axes.text(x, 0, operator, ha="center", va="center", bbox=style)
    axes.text(x, -0.8, "×".join(map(str, shapes[name])), ha="center", va="center", size=9)
    if x:
        axes.annotate("", (x - 0.36, 0), (x - 0.64, 0), arrowprops={"arrowstyle": "->"})
axes.set_xlim(-0.6, len(boxes) - 0.4)
axes.set_ylim(-1.2, 0.6)
axes.axis("off")
figure.savefig("picture.svg", bbox_inches="tight")
print([operator for operator, _ in boxes])
