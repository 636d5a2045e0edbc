import torch
from torch.nn import functional as F

from hanli.data import digits

images, labels = digits()
device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
fp16 = device.type == "cuda"
dtype = torch.float16 if fp16 else torch.bfloat16  # (1)!
torch.manual_seed(1640)
net = torch.nn.Sequential(torch.nn.Linear(64, 32), torch.nn.GELU(), torch.nn.Linear(32, 10))
net = net.to(device)  # before the optimizer
optimizer = torch.optim.AdamW(net.parameters(), lr=0.01)
scaler = torch.amp.GradScaler(device.type, enabled=fp16)  # (2)!

losses = []
for batch in torch.arange(len(labels)).split(256) * 4:
    x, y = images[batch].flatten(1).to(device), labels[batch].to(device)
    optimizer.zero_grad()
    with torch.autocast(device.type, dtype=dtype):
        loss = F.cross_entropy(net(x), y)
    scaler.scale(loss).backward()  # (3)!
    scaler.unscale_(optimizer)  # clip the true gradients, not the scaled ones
    torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    scaler.step(optimizer)
    scaler.update()
    losses.append(loss.item())
print("the loss fell to less than half:", losses[-1] < losses[0] / 2)
