import time

import torch
from torch import nn

from hanli.data import digits

torch.set_num_threads(1)  # more threads do not help a net this small
device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
images, labels = (tensor.to(device) for tensor in digits())  # (1797, 1, 8, 8), (1797,)
images = images.flatten(1)


def epoch(model, optimizer, batch_size):
    for batch in torch.randperm(len(images), device=device).split(batch_size):
        loss = nn.functional.cross_entropy(model(images[batch]), labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def seconds(batch_size):
    model = nn.Sequential(nn.Linear(64, 64), nn.Tanh(), nn.Linear(64, 10)).to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    times = []
    for _ in range(21):
        start = time.perf_counter()
        epoch(model, optimizer, batch_size)
        if device.type != "cpu":
            torch.accelerator.synchronize()  # (1)!
        times.append(time.perf_counter() - start)
    return min(times[1:])  # (2)!


for size in (32, 64, 128):
    took = seconds(size)  # add it to the line below: it is another number on every machine
    print(f"batches of {size:3}: {len(images.split(size))} steps an epoch")
