import torch
from torch import nn

from hanli.data import digits, split

torch.set_num_threads(1)  # more threads do not help a net this small
images, labels = digits()  # (1797, 1, 8, 8), (1797,)
images = images.flatten(1).double()
training, validation = split(labels, 0.8, seed=0)


def accuracy(batch_size, lr):
    torch.manual_seed(1)
    model = nn.Sequential(nn.Linear(64, 64), nn.Tanh(), nn.Linear(64, 10)).double()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for _ in range(10):
        for batch in training[torch.randperm(len(training))].split(batch_size):
            loss = nn.functional.cross_entropy(model(images[batch]), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.inference_mode():
        return (model(images[validation]).argmax(1) == labels[validation]).double().mean()


for base in (0.1, 0.4):
    small, large = accuracy(32, base), accuracy(128, base * 128 / 32)
    print(f"base {base}, batch 32, accuracy >= 0.90: {small >= 0.90}")
    if base == 0.1:
        print(f"base {base}, batch 128, four times the rate, >= 0.88: {large >= 0.88}")
    else:
        print(f"base {base}, batch 128, four times the rate, <= 0.70: {large <= 0.70}")
