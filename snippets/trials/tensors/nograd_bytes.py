import matplotlib.pyplot as plt
import torch
from torch.autograd.graph import saved_tensors_hooks

weight = torch.zeros(512, 512, requires_grad=True)  # (512, 512)
saved = {}


def forward(cut_after=None):
    values = weight
    for step in range(1, 9):
        values = torch.tanh(values)
        if step == cut_after:
            values = values.detach()


def measure(name, run):
    sizes = []
    with saved_tensors_hooks(lambda tensor: sizes.append(tensor.nbytes), lambda _: None):  # (1)!
        run()
    saved[name] = sum(sizes)
    print(f"{name:16} {saved[name]:>9,} bytes")


measure("plain", forward)
measure("detach, at end", lambda: forward(cut_after=8))
measure("detach, halfway", lambda: forward(cut_after=4))
measure("no_grad", torch.no_grad()(forward))  # (2)!
measure("inference_mode", torch.inference_mode()(forward))

figure, axes = plt.subplots(figsize=(5, 3.4))
bars = axes.barh(list(saved), list(saved.values()), color=["#D55E00"] * 3 + ["#0072B2"] * 2)
axes.bar_label(bars, [f"{size / 2**20:g} MiB" for size in saved.values()], padding=4, fontsize=14)
axes.set(xlim=(0, 11 * 2**20), xticks=[])
axes.invert_yaxis()
axes.tick_params(labelsize=14, left=False)
axes.spines[["top", "right", "bottom"]].set_visible(False)
figure.tight_layout()
figure.savefig("bytes.svg")
