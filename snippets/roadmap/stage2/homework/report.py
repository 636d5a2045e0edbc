import torch

from hanli.data import digits

images, labels = digits()
keep = (labels != 8) | (torch.arange(len(labels)) % 4 == 0)  # (1)!
images, labels = images[keep], labels[keep]
images = torch.cat([images, images[:30]])  # (2)!
labels = torch.cat([labels, labels[:30]])

pixels = images.double()
print(f"pictures {len(images)}, each {tuple(images.shape[1:])}, {images.dtype}")
print(f"values {pixels.min():.2f} to {pixels.max():.2f}")
print(f"nan or infinite: {(~pixels.isfinite()).sum()}")
print(f"mean {pixels.mean():.4f}, std {pixels.std(correction=0):.4f}")

different, copies = torch.unique(images.flatten(1), dim=0, return_counts=True)  # (3)!
print(f"duplicates: {len(images) - len(different)}, most copies of one picture: {copies.max()}")

counts = torch.bincount(labels, minlength=10)  # (10,)
print("class ", *(f"{label:5}" for label in range(10)))
print("count ", *(f"{count:5}" for count in counts))
print("share ", *(f"{share:5.1%}" for share in counts / counts.sum()))
print(f"largest class / smallest class: {counts.max() / counts.min():.1f}")
