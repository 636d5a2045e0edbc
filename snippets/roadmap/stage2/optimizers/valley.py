import matplotlib.pyplot as plt
import torch
from matplotlib.patches import Ellipse

steep = torch.tensor([1.0, 25.0], dtype=torch.float64)  # (2,)


def path(kind, steps=40, **options):
    place = torch.tensor([-4.0, 1.2], dtype=torch.float64, requires_grad=True)
    optimizer = kind([place], **options)
    places = [place.tolist()]
    for _ in range(steps):
        optimizer.zero_grad()
        (0.5 * (steep * place**2).sum()).backward()
        optimizer.step()
        places.append(place.tolist())
    return torch.tensor(places).T


runs = {
    "SGD, lr 0.07": path(torch.optim.SGD, lr=0.07),
    "SGD + momentum 0.8, lr 0.03": path(torch.optim.SGD, lr=0.03, momentum=0.8),
    "RMSprop, lr 0.15": path(torch.optim.RMSprop, lr=0.15),
    "Adam, lr 0.3": path(torch.optim.Adam, lr=0.3),
}
figure, panels = plt.subplots(2, 2, figsize=(8.4, 5.2))
for panel, (name, (across, along)) in zip(panels.flat, runs.items(), strict=True):
    for height in (0.3, 3, 10, 24):
        width = 2 * (2 * height) ** 0.5
        panel.add_patch(Ellipse((0, 0), width, width / 5, fill=False, color="#BBBBBB"))
    panel.plot(across, along, c="#0072B2", lw=1.5)
    panel.plot(0, 0, "*", c="#D55E00", ms=14)
    panel.set(xlim=(-5, 2), ylim=(-1.6, 1.6), xticks=[], yticks=[])
    panel.set_title(name.partition(",")[0], fontsize=13)
    print(f"{name:28} 40 steps end {across[-1].hypot(along[-1]):.3f} from the lowest point")
figure.tight_layout()
figure.savefig("valley.svg")
