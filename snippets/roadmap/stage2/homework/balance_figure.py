import matplotlib.pyplot as plt
import torch

from hanli.data import digits

images, labels = digits()
keep = (labels != 8) | (torch.arange(len(labels)) % 4 == 0)
images, labels = images[keep], labels[keep]
counts = torch.bincount(labels, minlength=10)  # (10,)

figure, (bars, average) = plt.subplots(1, 2, figsize=(7, 2.6), width_ratios=(3, 1))
colors = ["tab:red" if count < counts.max() / 2 else "tab:gray" for count in counts]
bars.bar(range(10), counts.numpy(), color=colors)
bars.set(xticks=range(10), xlabel="class", ylabel="pictures")
average.imshow(images[labels == 3].mean(0)[0].numpy(), cmap="gray_r")
average.set_title("mean of class 3", fontsize=11)
average.axis("off")
figure.tight_layout()
figure.savefig("balance.svg")
