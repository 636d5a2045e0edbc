import matplotlib.pyplot as plt
import torch

from hanli.memory import MemoryMonitor, ReferenceTransformer, checkpoint_blocks, saved_bytes

MIB, LENGTHS = 2**20, (1, 2, 3, 4, 6)
kept, peaks = [], []
layer, x = ReferenceTransformer(width=64).stack[0], torch.randn(16, 128, 64)
with saved_bytes(layer) as inside:  # (1)!
    layer(x)
for length in LENGTHS:
    torch.manual_seed(1640)
    net = ReferenceTransformer(layers=12, width=64, vocabulary=250, per_segment=length)  # (2)!
    tokens, targets = net.batch(samples=16, length=128)  # (16, 128), (16, 128)
    checkpoint_blocks(net, [f"stack.{index}" for index in range(12 // length)])
    with MemoryMonitor() as monitor, saved_bytes(net) as saved:
        net.loss(net(tokens), targets).backward()
    kept.append(saved.peak / MIB)
    peaks.append(monitor.peak / MIB)
    print(f"{length} a segment: kept {kept[-1]:4.1f} MiB, live peak {peaks[-1]:4.1f} MiB")

A, B = inside.peak / MIB, x.nbytes / MIB
formula = [12 / length * B + length * A for length in LENGTHS]
figure, axes = plt.subplots(figsize=(6, 3.2), layout="constrained")
axes.plot(LENGTHS, peaks, "o-", label="live peak, counted")
axes.plot(LENGTHS, formula, "s:", label="12/k · B + k · A")
axes.plot(LENGTHS, kept, "o-", color="#888888", label="kept for backward")
axes.set_xlabel("k, layers a segment")
axes.set_ylabel("MiB")
axes.legend()
figure.savefig("segment_length.svg")
print(f"A = {A:.2f} MiB, B = {B:.2f} MiB; best k: {(12 * B / A) ** 0.5:.2f}, not {12**0.5:.2f}")
