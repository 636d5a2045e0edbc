import torch
from torch import nn


def count_nodes(node):
    seen, waiting = set(), [node]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting += [earlier for earlier, _ in node.next_functions]
    return len(seen)


inputs = torch.rand(1, 8, 64)  # (1, 8, 64)
for depth in (1, 2, 12):
    plain = nn.Sequential(*[nn.Sequential(nn.Linear(64, 64), nn.Tanh()) for _ in range(depth)])
    layer = nn.TransformerEncoderLayer(64, 4, batch_first=True)
    encoder = nn.TransformerEncoder(layer, depth)
    for name, model in (("linear layers", plain), ("encoder layers", encoder)):
        loss = model(inputs).sum()
        loss.backward()
        print(f"{depth:2} {name:14}: {count_nodes(loss.grad_fn):3} nodes kept with the loss")
