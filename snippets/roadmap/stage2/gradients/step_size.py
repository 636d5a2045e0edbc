import matplotlib.pyplot as plt
import torch


def f(x):
    return torch.sin(x) * x**2


exact = 2 * 1.5 * torch.sin(torch.tensor(1.5, dtype=torch.float64))
exact += 1.5**2 * torch.cos(torch.tensor(1.5, dtype=torch.float64))
powers = torch.arange(-12.0, 0.0, 0.25, dtype=torch.float64)  # (48,)
figure, axes = plt.subplots(figsize=(6.5, 3.6))
best = {}
for dtype, color in ((torch.float32, "#b45309"), (torch.float64, "#1e3a8a")):
    x, h = torch.tensor(1.5, dtype=dtype), (10**powers).to(dtype)
    measured = (f(x + h) - f(x - h)) / (2 * h)  # (48,)
    error = (measured.double() - exact).abs()  # (48,)
    best[dtype] = error.min().item()
    axes.loglog(h, error, color=color, label=str(dtype))
axes.set(xlabel="step h", ylabel="error of the measured slope")
axes.legend()
figure.tight_layout()
figure.savefig("step_size.svg")
best32, best64 = best[torch.float32], best[torch.float64]
print("float64 at its best is 100 times closer:", best32 > 100 * best64)
print("a smaller step is not always closer:", error[0].item() > 1000 * best64)
