import torch
from torch import nn

from hanli.data import digits, split

torch.set_num_threads(1)  # more threads do not help a net this small
images, labels = digits()  # (1797, 1, 8, 8), (1797,)
images = images.flatten(1).double()  # (1)!
training, validation = split(labels, 0.8, seed=0)


def train(model, batch_size):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(10):
        for batch in training[torch.randperm(len(training))].split(batch_size):
            loss = nn.functional.cross_entropy(model(images[batch]), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


for sizes in ([32, 64, 128], [128, 64, 32]):
    torch.manual_seed(1640)
    model = nn.Sequential(nn.Linear(64, 64), nn.Tanh(), nn.Linear(64, 10)).double()  # (2)!
    for batch_size in sizes:
        train(model, batch_size)
        with torch.inference_mode():
            loss = nn.functional.cross_entropy(model(images[validation]), labels[validation])
        print(f"{batch_size:3}: {loss:.3f}", end="    ")
    print()
