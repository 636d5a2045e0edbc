import torch

from hanli.memory import (
    GuardedStep,
    MemoryMonitor,
    ReferenceTransformer,
    accumulate,
    checkpoint_blocks,
)

net = ReferenceTransformer(layers=4, width=32, vocabulary=50)
tokens, targets = net.batch(samples=10, length=32)  # (10, 32), (10, 32)
optimizer = torch.optim.AdamW(net.parameters())
step = GuardedStep(optimizer, clip=1.0)  # (1)!
monitor = MemoryMonitor()


@monitor  # (2)!
def train(parts):
    accumulate(net, net.loss, tokens, targets, parts=parts)
    step()


train(parts=1)
train(parts=1)
print(f"plain:        {monitor.peak:>9,} bytes")
train(parts=4)
print(f"in 4 parts:   {monitor.peak:>9,} bytes")
with checkpoint_blocks(net, lambda name, module: name.count(".") == 1):  # (3)!
    train(parts=4)
print(f"checkpointed: {monitor.peak:>9,} bytes")
print(f"{step.taken} steps taken, {step.skipped} skipped")
