import matplotlib.pyplot as plt
import torch

from hanli.data import digits

images, labels = digits()
keep = (labels != 8) | (torch.arange(len(labels)) % 4 == 0)  # (1)!
images, labels = images[keep], labels[keep]
images, labels = torch.cat([images, images[:30]]), torch.cat([labels, labels[:30]])  # (2)!

pixels = images.double()
print(f"pictures {len(images)}, each {tuple(images.shape[1:])}, {images.dtype}")
print(
    f"values {pixels.min():.2f} to {pixels.max():.2f}, all finite: {pixels.isfinite().all().item()}"
)
print(f"mean {pixels.mean():.4f}, std {pixels.std(correction=0):.4f}")

different, copies = torch.unique(images.flatten(1), dim=0, return_counts=True)
print(f"duplicates: {len(images) - len(different)}, most copies of one picture: {copies.max()}")

counts = torch.bincount(labels, minlength=10)  # (10,)
print("class ", *(f"{label:5}" for label in range(10)))
print("count ", *(f"{count:5}" for count in counts))
print("share ", *(f"{share:5.1%}" for share in counts / counts.sum()))
print(f"largest class / smallest class: {counts.max() / counts.min():.1f}")

figure, (bars, average) = plt.subplots(1, 2, figsize=(7, 2.6), width_ratios=(3, 1))
bars.bar(
    range(10),
    counts.numpy(),
    color=["tab:red" if c < counts.max() / 2 else "tab:gray" for c in counts],
)
bars.set(xticks=range(10), xlabel="class", ylabel="pictures")
average.imshow(images[labels == 3].mean(0)[0].numpy(), cmap="gray_r")
average.set_title("mean of class 3", fontsize=11)
average.axis("off")
figure.tight_layout()
figure.savefig("balance.svg")
