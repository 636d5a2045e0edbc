import torch

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
pixels = images.flatten(1).double()  # (N, 64)
generator = torch.Generator().manual_seed(1640)
order = torch.randperm(len(labels), generator=generator)


def baseline(inputs, targets):
    """The share of samples whose nearest class mean has their label."""
    means = torch.stack([inputs[targets == digit].mean(dim=0) for digit in range(10)])  # (10, 64)
    return (torch.cdist(inputs, means).argmin(dim=1) == targets).double().mean().item()


inputs = pixels[order[:1197]]  # (1197, 64)
print(tuple(inputs.shape), inputs.dtype, f"from {inputs.min().item()} to {inputs.max().item()}")
for name, targets in (
    ("labels[:1197]", labels[:1197]),
    ("labels[order[:1197]]", labels[order[:1197]]),
):
    counts = torch.bincount(targets, minlength=10)  # (10,)
    common = counts.max().item() / len(targets)
    print(f"{name:20} largest class {common:.2f}   class means {baseline(inputs, targets):.2f}")
