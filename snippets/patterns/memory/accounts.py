import torch

from hanli.memory import MemoryMonitor, ReferenceTransformer, saved_bytes

MIB = 2**20
torch.manual_seed(1640)
net = ReferenceTransformer(layers=12, width=64, vocabulary=250)  # (1)!
tokens, targets = net.batch(samples=16, length=128)  # (16, 128), (16, 128)

with MemoryMonitor() as monitor:
    optimizer = torch.optim.AdamW(net.parameters())
    for _ in range(2):
        with saved_bytes(net) as kept:  # (2)!
            loss = net.loss(net(tokens), targets)  # ()
        loss.backward()
        before = monitor.live
        optimizer.step()
        optimizer.zero_grad()
    after = monitor.live - loss.nbytes

parameters = sum(parameter.nbytes for parameter in net.parameters())
print(f"parameters:         {parameters / MIB:6.1f} MiB")
print(f"gradients:          {(before - loss.nbytes - after) / MIB:6.1f} MiB")
print(f"moments of AdamW:   {after / MIB:6.1f} MiB")
print(f"kept for backward:  {kept.peak / MIB:6.1f} MiB")
print(f"peak, all together: {(monitor.peak + parameters) / MIB:6.1f} MiB")
