import matplotlib.pyplot as plt


class PretendGPU:  # (1)!
    def __init__(self):
        self.now, self.free_at, self.log = 0, 0, []

    def launch(self):
        self.now += 1  # writing the order takes the CPU 1 tick
        start = max(self.now, self.free_at)
        self.free_at = start + 20  # doing it takes the GPU 20 ticks
        self.log.append((self.now - 1, start))

    def synchronize(self):
        self.now = max(self.now, self.free_at)


gpu = PretendGPU()
for _ in range(4):
    gpu.launch()
naive = gpu.now
gpu.synchronize()
print(f"4 orders written after {naive} ticks, done after {gpu.now} ticks")

figure, axes = plt.subplots(figsize=(6, 2.8))
for written, started in gpu.log:
    axes.broken_barh([(written, 1)], (1.1, 0.5), color="#0072B2", ec="white")
    axes.broken_barh([(started, 20)], (0.4, 0.5), color="#D55E00", ec="white")
for when, words in ((naive, "naive stop"), (gpu.now, "honest stop")):
    axes.axvline(when, color="#333333", ls="--")
    axes.text(when, 1.85, f" {words} ", fontsize=13, ha="left" if when < 40 else "right")
axes.set(
    xlim=(0, 86), ylim=(0.2, 2.2), yticks=(0.65, 1.35), yticklabels=("GPU works", "CPU orders")
)
axes.set_xlabel("ticks", fontsize=13)
axes.tick_params(labelsize=13)
axes.spines[["top", "right"]].set_visible(False)
figure.tight_layout()
figure.savefig("queue.svg")
