import torch
from torch.nn import functional as F

from hanli.data import digits

images, labels = digits()
x, y = images[:64].flatten(1), labels[:64]  # (64, 64), (64,)
torch.manual_seed(1640)
net = torch.nn.Sequential(torch.nn.Linear(64, 32), torch.nn.GELU(), torch.nn.Linear(32, 10))

with torch.autocast("cpu", dtype=torch.bfloat16):  # (1)!
    logits = net(x)  # (64, 10)
    loss = F.cross_entropy(logits, y)  # ()
loss.backward()  # (2)!

print("logits:  ", logits.dtype)
print("loss:    ", loss.dtype)
print("weights: ", net[0].weight.dtype)
print("gradient:", net[0].weight.grad.dtype)

print("1e-8 in fp16:", torch.tensor(1e-8, dtype=torch.float16).item())  # (3)!
print("1e-8 in bf16:", f"{torch.tensor(1e-8, dtype=torch.bfloat16).item():.1e}")
print("1 + 1/256 in bf16:", (torch.tensor(1.0, dtype=torch.bfloat16) + 1 / 256).item())
print("1 + 1/256 in fp16:", (torch.tensor(1.0, dtype=torch.float16) + 1 / 256).item())
