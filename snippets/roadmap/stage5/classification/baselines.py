import torch

from hanli.projects.classification import load_data

found = load_data("fashion")
(images, labels), (test, answers) = found.training, found.test
images, test = (
    images.flatten(1).double(),
    test[:2000].flatten(1).double(),
)  # (55000, 784), (2000, 784)
answers = answers[:2000]


def accuracy(guesses):
    return (guesses == answers).double().mean().item()


common = labels.mode().values
means = torch.stack([images[labels == label].mean(dim=0) for label in range(10)])  # (10, 784)
neighbor = labels[torch.cdist(test, images[:20_000]).argmin(dim=1)]
print(f"the most common class {accuracy(common):.4f}")
print(f"the nearest mean      {accuracy(torch.cdist(test, means).argmin(dim=1)):.4f}")
print(f"the nearest neighbor  {accuracy(neighbor):.4f}")
