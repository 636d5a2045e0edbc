import logging

import torch
from torch import nn

logging.getLogger("torch._dynamo").setLevel(logging.ERROR)  # (1)!
compiled = []


def backend(graph, example_inputs):
    def run(*inputs):
        compiled.append(True)  # this call runs compiled code
        return graph(*inputs)

    return run


model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 3)).eval()
print("compiled code ran, for batches of 2 to 13:")
for dynamic in (False, True):
    torch.compiler.reset()
    fast = torch.compile(model, backend=backend, dynamic=dynamic)
    ran = []
    with torch.inference_mode():
        for size in range(2, 14):
            compiled.clear()
            fast(torch.rand(size, 4))
            ran.append(len(compiled))
    print(f"{dynamic = !s:5}:", ran)
