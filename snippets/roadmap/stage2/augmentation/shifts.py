import torch

from hanli.data import mnist_small

images, labels = mnist_small()  # (5000, 1, 28, 28), (5000,)
images = images.double()


def correct(pictures, answers, test):
    distance = torch.cdist(images[test].flatten(1), pictures.flatten(1))  # (1)!
    return (answers[distance.argmin(dim=1)] == labels[test]).sum().item()


print("seed  as they are  shifted  flipped  half a turn")
for seed in (1640, 1, 2):
    order = torch.randperm(5000, generator=torch.Generator().manual_seed(seed))
    few, test = images[order[:200]], order[4500:]
    moves = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    shifted = torch.cat([few.roll(move, dims=(2, 3)) for move in moves])  # (2)!
    counts = []
    for augmented in (
        few,
        shifted,
        torch.cat([few, few.flip(3)]),
        torch.cat([few, few.flip(2, 3)]),
    ):
        answers = labels[order[:200]].repeat(len(augmented) // 200)
        counts.append(correct(augmented, answers, test))
    print(f"{seed:4}{counts[0]:13}{counts[1]:9}{counts[2]:9}{counts[3]:13}")
