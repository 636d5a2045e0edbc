import matplotlib.pyplot as plt
import torch

from hanli.models import SinusoidalPositions

table = SinusoidalPositions(32, 256).table.double()
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4))
left.imshow(table[:40].numpy(), cmap="RdBu", vmin=-1, vmax=1, aspect="auto")
left.set(title="table", xlabel="dimension", ylabel="position")
distances = torch.arange(-64, 65)
for position, style in ((64, "-"), (150, "--")):
    products = table[position + distances] @ table[position]
    right.plot(distances, products, style, label=f"i = {position}")
right.set(title="dot product of codes i and j", xlabel="j - i")
right.legend()
figure.tight_layout()
figure.savefig("picture.svg")
