from functools import cache

import torch
from torch import nn

from hanli.data import digits, split

torch.set_num_threads(1)  # more threads do not help a net this small
images, labels = digits()  # (1797, 1, 8, 8), (1797,)
images = images.flatten(1).double()
training, validation = split(labels, 0.8, seed=0)


@cache
def study(seed, batch_size, epochs, lr=0.1):
    """Train a new network from a new seed; how many steps that took, and the validation loss."""
    torch.manual_seed(seed)  # (1)!
    model = nn.Sequential(nn.Linear(64, 64), nn.Tanh(), nn.Linear(64, 10)).double()
    optimizer, steps = torch.optim.SGD(model.parameters(), lr=lr), 0
    for _ in range(epochs):
        for batch in training[torch.randperm(len(training))].split(batch_size):
            loss = nn.functional.cross_entropy(model(images[batch]), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            steps += 1
    with torch.inference_mode():
        return steps, nn.functional.cross_entropy(model(images[validation]), labels[validation])


print("                            steps  validation loss, 3 seeds")
for name, plan in {
    "10 epochs each": [(32, 10, 0.1), (64, 10, 0.1), (128, 10, 0.1)],
    "about 450 steps each": [(32, 10, 0.1), (64, 20, 0.1), (128, 38, 0.1)],  # (2)!
    "10 epochs, lr scaled": [(32, 10, 0.1), (64, 10, 0.2), (128, 10, 0.4)],  # (3)!
}.items():
    for batch_size, epochs, lr in plan:
        runs = [study(seed, batch_size, epochs, lr) for seed in (1, 2, 3)]
        losses = "  ".join(f"{loss:.3f}" for _, loss in runs)
        print(f"{name:21} {batch_size:4}  {runs[0][0]:5}  {losses}")
