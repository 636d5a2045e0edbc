import matplotlib.pyplot as plt
import torch

figure, axes = plt.subplots(figsize=(8, 2.8))
for row, dtype in enumerate((torch.float16, torch.bfloat16, torch.float32)):
    info = torch.finfo(dtype)
    smallest = info.smallest_normal * info.eps
    axes.plot([smallest, info.smallest_normal], [row, row], color="C0", lw=2)
    axes.plot([info.smallest_normal, info.max], [row, row], color="C0", lw=8, solid_capstyle="butt")
    axes.text(1e41, row, f"eps {info.eps:.1e}", va="center")
axes.axvline(1e-8, color="C3", lw=1.5, ls="--")
axes.text(2e-8, 2.45, "1e-8", color="C3")
axes.set(xscale="log", xlim=(1e-47, 1e58), ylim=(-0.6, 2.8))
axes.set_yticks([0, 1, 2], ["float16", "bfloat16", "float32"])
axes.set_xticks([1e-45, 1e-30, 1e-15, 1, 1e15, 1e30])
axes.minorticks_off()
figure.savefig("formats.svg", bbox_inches="tight")
