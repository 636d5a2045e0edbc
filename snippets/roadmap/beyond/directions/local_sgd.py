import torch
import torch.distributed as dist
from torch import nn

from hanli.data import digits

images, labels = digits()  # (1797, 1, 8, 8), (1797,)
order = torch.randperm(1797, generator=torch.Generator().manual_seed(1640))
pixels, labels = images[order].flatten(1).double(), labels[order]  # (1797, 64), (1797,)


@torch.no_grad()
def average(model, processes):
    flat = nn.utils.parameters_to_vector(model.parameters())
    dist.all_reduce(flat)
    nn.utils.vector_to_parameters(flat / processes, model.parameters())


def train(world, rows, every, seed):
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)).double()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.3)
    generator = torch.Generator().manual_seed(10 * seed + world.rank)
    for step in range(1, 81):
        batch = rows[torch.randint(len(rows), (64,), generator=generator)]
        loss = nn.functional.cross_entropy(model(pixels[batch]), labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % every == 0:
            average(model, world.size)
    return (model(pixels[1197:]).argmax(dim=1) == labels[1197:]).double().mean().item()
