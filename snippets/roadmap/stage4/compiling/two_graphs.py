import torch
from functorch.compile import make_boxed_func
from torch import nn
from torch._dynamo.backends.common import aot_autograd

VIEWS = ("t", "detach", "view", "getitem")  # no computation


def show(title):
    def compiler(graph, example_inputs):
        calls = [node.target.__name__ for node in graph.graph.nodes if node.op == "call_function"]
        names = [name.partition(".")[0] for name in calls]
        print(f"{title}:", *(name for name in names if name not in VIEWS))
        return make_boxed_func(graph.forward)

    return compiler


torch.manual_seed(1640)
model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))
backend = aot_autograd(fw_compiler=show("forward"), bw_compiler=show("backward"))
fast = torch.compile(model, backend=backend)
loss = nn.functional.cross_entropy(fast(torch.rand(5, 4)), torch.randint(3, (5,)))
print("loss computed")
loss.backward()
