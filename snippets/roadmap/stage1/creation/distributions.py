import matplotlib.pyplot as plt
import torch

generator = torch.Generator().manual_seed(1640)
draws = {
    "rand(10_000)": torch.rand(10_000, generator=generator),
    "randn(10_000)": torch.randn(10_000, generator=generator),
}
figure, panels = plt.subplots(1, 2, figsize=(7, 3), sharex=True)
for axes, (title, numbers) in zip(panels, draws.items(), strict=True):
    axes.hist(numbers.tolist(), bins=[i / 5 for i in range(-20, 21)])
    axes.set_title(title, family="monospace", fontsize=13)
    axes.set(xlabel="value", ylabel="how many")
    axes.spines[["top", "right"]].set_visible(False)
figure.tight_layout()
figure.savefig("distributions.svg")
