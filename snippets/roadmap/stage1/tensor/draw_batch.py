import matplotlib.pyplot as plt
import torch

bar = [0.5, 1.0, 1.0, 1.0, 0.5]
stem = [0.0, 0.0, 1.0, 0.0, 0.0]
letter_t = [bar, stem, stem, stem, stem]
letter_i = [stem, stem, stem, stem, stem]
batch = torch.tensor([letter_t, letter_i])  # (2, 5, 5)
figure, panels = plt.subplots(1, 2, figsize=(6.4, 3.8))
for index in range(2):
    axes = panels[index]
    axes.imshow(batch[index].tolist(), cmap="gray", vmin=0, vmax=1)
    axes.set(title=f"batch[{index}]", xlabel="dimension 2: column", ylabel="dimension 1: row")
    axes.add_patch(plt.Rectangle((3.5, -0.5), 1, 1, fill=False, ec="red", lw=4, clip_on=False))
    label = f"batch[{index}, 0, 4] = {batch[index, 0, 4].item()}"
    axes.text(4.4, 1, label, ha="right", va="center", color="white", backgroundcolor="red")
figure.suptitle("dimension 0: picture")
figure.tight_layout()
figure.savefig("batch.svg")
