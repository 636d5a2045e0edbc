import torch
from torch import nn, optim


def count_bytes(tensors):
    return sum(t.numel() * t.element_size() for t in tensors)


kinds = [("SGD", optim.SGD, {}), ("SGD + momentum", optim.SGD, {"momentum": 0.9})]
kinds += [(k.__name__, k, {}) for k in (optim.Adagrad, optim.RMSprop, optim.Adam, optim.AdamW)]
for name, kind, options in kinds:
    model = nn.Sequential(nn.Linear(64, 32), nn.Tanh(), nn.Linear(32, 10))
    optimizer = kind(model.parameters(), lr=0.01, **options)
    optimizer.zero_grad()
    model(torch.ones(4, 64)).sum().backward()
    optimizer.step()  # (1)!
    parts = [state for state in optimizer.state.values() if state]
    tensors = [t for state in parts for t in state.values() if isinstance(t, torch.Tensor)]
    names = ", ".join(parts[0]) if parts else "nothing"
    print(f"{name:14} {count_bytes(tensors):6} bytes: {names}")
print("the parameters", count_bytes(model.parameters()), "bytes")
