import matplotlib.pyplot as plt
import torch

from hanli.memory import MemoryMonitor, ReferenceTransformer, checkpoint_blocks

torch.manual_seed(1640)
net = ReferenceTransformer(layers=12, width=64, vocabulary=250)
tokens, targets = net.batch(samples=16, length=128)  # (16, 128), (16, 128)
monitor = MemoryMonitor()


@monitor  # (1)!
def step():
    loss = net.loss(net(tokens), targets)  # ()
    monitor.mark("forward")
    loss.backward()
    monitor.mark("backward")
    net.zero_grad()


figure, panels = plt.subplots(2, 1, figsize=(6, 5), sharey=True, layout="constrained")
step()
monitor.plot(panels[0])
panels[0].set_xlabel("")
panels[0].set_title(f"plain: peak {monitor.peak / 2**20:.1f} MiB")
print("plain:       ", monitor.peak, "bytes at the peak,", len(monitor.timeline), "operators")
with checkpoint_blocks(net, [f"stack.{index}" for index in range(12)]):  # (2)!
    step()
monitor.plot(panels[1])
panels[1].set_title(f"checkpointed: peak {monitor.peak / 2**20:.1f} MiB")
print("checkpointed:", monitor.peak, "bytes at the peak,", len(monitor.timeline), "operators")
figure.savefig("timeline.svg")
