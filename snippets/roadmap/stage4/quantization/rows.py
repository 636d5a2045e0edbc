import copy

import task
import torch

model = task.trained().double()
strongest = model[3].weight.norm(dim=1).topk(64).indices.sort().values  # (1)!
masked = copy.deepcopy(model)
gone = torch.ones(128, dtype=torch.bool)
gone[strongest] = False
small = task.network(hidden=64).double()
small[0].load_state_dict(model[0].state_dict())
with torch.no_grad():
    masked[3].weight[gone] = 0
    masked[3].bias[gone] = 0  # (2)!
    small[3].weight.copy_(model[3].weight[strongest])
    small[3].bias.copy_(model[3].bias[strongest])
    small[5].weight.copy_(model[5].weight[:, strongest])  # (3)!
    small[5].bias.copy_(model[5].bias)
    inputs = task.images[1400:].double()
    difference = (masked(inputs) - small(inputs)).abs().max()
for name, net in (("masked", masked), ("small", small)):
    count = sum(parameter.numel() for parameter in net.parameters())
    size = task.file_size(net.float())
    print(f"{name}: {count} parameters, {size:.0f} kB, accuracy {task.accuracy(net):.2f}")
print(f"largest difference of the outputs {difference:.10f}")
optimizer = torch.optim.AdamW(small.parameters(), lr=1e-3)
print(f"small, 100 more steps: accuracy {task.accuracy(task.train(small, optimizer, 100)):.2f}")
