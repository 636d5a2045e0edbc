import matplotlib.pyplot as plt
import torch

bar = [0.5, 1.0, 1.0, 1.0, 0.5]
stem = [0.0, 0.0, 1.0, 0.0, 0.0]
picture = torch.tensor([bar, stem, stem, stem, stem])  # (5, 5)
figure, axes = plt.subplots(figsize=(3.6, 3.6))
axes.imshow(picture.tolist(), cmap="gray", vmin=0, vmax=1)
axes.set(xlabel="second index: column", ylabel="first index: row")
for row in range(5):
    for column in range(5):
        value = picture[row, column].item()
        color = "black" if value > 0.4 else "white"
        axes.text(column, row, value, ha="center", va="center", color=color)
figure.tight_layout()
figure.savefig("picture.svg")
