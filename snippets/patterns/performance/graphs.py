import torch
from torch import nn


class Counting:
    """A backend that compiles nothing and counts what it is asked to compile."""

    def __init__(self):
        self.graphs = 0

    def __call__(self, graph, example_inputs):
        self.graphs += 1
        return graph.forward


torch.manual_seed(1640)
model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 3)).eval()
counting = Counting()
fast = torch.compile(model, backend=counting)  # (1)!

for mode, size in (
    (torch.inference_mode, 1),  # the warm-up that many write
    (torch.inference_mode, 1),
    (torch.inference_mode, 8),
    (torch.inference_mode, 3),
    (torch.inference_mode, 100),
    (torch.no_grad, 8),
    (torch.enable_grad, 8),
):
    before = counting.graphs
    with mode():
        fast(torch.rand(size, 4))
    print(f"{mode.__name__:14} batch {size:3}: {counting.graphs - before} new")
print("graphs in all:", counting.graphs)
