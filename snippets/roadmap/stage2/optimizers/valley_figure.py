import matplotlib.pyplot as plt
import torch
from matplotlib.patches import Ellipse

curvatures = torch.tensor([1.0, 25.0], dtype=torch.float64)  # (2,)


def path(kind, **options):
    w = torch.tensor([-4.0, 1.2], dtype=torch.float64, requires_grad=True)  # (2,)
    optimizer = kind([w], **options)
    points = [w.tolist()]
    for _ in range(40):
        optimizer.zero_grad()
        (0.5 * (curvatures * w**2).sum()).backward()
        optimizer.step()
        points.append(w.tolist())
    return torch.tensor(points).T


runs = {
    "SGD, lr 0.07": path(torch.optim.SGD, lr=0.07),
    "SGD + momentum 0.8, lr 0.03": path(torch.optim.SGD, lr=0.03, momentum=0.8),
    "RMSprop, lr 0.15": path(torch.optim.RMSprop, lr=0.15),
    "Adam, lr 0.3": path(torch.optim.Adam, lr=0.3),
}
figure, panels = plt.subplots(2, 2, figsize=(6.6, 5), sharex=True, sharey=True, layout="tight")
for panel, (name, (first, second)) in zip(panels.flat, runs.items(), strict=True):
    for height in (0.3, 3, 10, 24):
        width = 2 * (2 * height) ** 0.5
        panel.add_patch(Ellipse((0, 0), width, width / 5, fill=False, color="#888888"))
    panel.plot(first, second, "o-", c="#0072B2", lw=1.5, ms=3)
    panel.plot(0, 0, "*", c="#D55E00", ms=14)
    panel.set(xlim=(-5, 2), ylim=(-1.6, 1.6), title=name.partition(",")[0])
    print(f"{name:28} distance to the minimum after 40 steps: {first[-1].hypot(second[-1]):.3f}")
figure.supxlabel("first parameter (low curvature)")
figure.supylabel("second parameter (high curvature)")
figure.savefig("valley.svg")
