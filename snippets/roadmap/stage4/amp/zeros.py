import torch
from torch import nn

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
torch.manual_seed(1640)
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
for _ in range(20):
    for chosen in torch.randperm(1500).split(50):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(images[chosen]), labels[chosen]).backward()
        optimizer.step()

exact = None
cases = ((torch.float32, 1), (torch.float16, 1), (torch.float16, 2**16), (torch.bfloat16, 1))
for dtype, scale in cases:
    optimizer.zero_grad()
    with torch.amp.autocast("cpu", dtype=dtype, enabled=dtype != torch.float32):
        logits = model(images[:1000])  # (1000, 10)
        loss = nn.functional.cross_entropy(logits, labels[:1000])  # ()
    logits.retain_grad()  # (1)!
    (loss * scale).backward()
    zeros = (logits.grad == 0).double().mean().item()
    gradients = [parameter.grad.flatten() for parameter in model.parameters()]
    gradient = torch.cat(gradients) / scale  # (2410,)
    exact = gradient if exact is None else exact  # (2410,)
    error = ((gradient - exact).norm() / exact.norm()).item()
    print(f"{dtype}, scale {scale}: zeros {zeros:.0%}, error {error:.1%}")
