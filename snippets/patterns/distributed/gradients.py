import torch
from torch import nn
from torch.nn.functional import cross_entropy

from hanli.distributed import join, launch, spread

torch.manual_seed(7)
inputs, targets = torch.randn(32, 20), torch.randint(5, (32,))  # (32, 20), (32,)


def network():
    torch.manual_seed(1640)
    return nn.Sequential(nn.Linear(20, 64), nn.GELU(), nn.Linear(64, 5))


def one_of_two():
    with join("cpu") as world:
        model = spread(network(), world)  # (1)!
        mine = slice(16 * world.rank, 16 * world.rank + 16)
        cross_entropy(model(inputs[mine]), targets[mine]).backward()  # (2)!
        return [parameter.grad for parameter in model.parameters()]


def alone(parts):
    model = network()
    for x, y in zip(inputs.chunk(parts), targets.chunk(parts), strict=True):
        (cross_entropy(model(x), y) / parts).backward()
    return [parameter.grad for parameter in model.parameters()]


def same(ours, theirs):
    return all(torch.equal(one, other) for one, other in zip(ours, theirs, strict=True))


if __name__ == "__main__":  # (3)!
    first, second = launch(one_of_two, processes=2)  # (4)!
    print("both processes hold the same gradient:", same(first, second))
    print("it is that of two accumulated halves, bit for bit:", same(first, alone(2)))
    close = [torch.allclose(a, b, 1e-5, 1e-7) for a, b in zip(first, alone(1), strict=True)]
    print("and that of one batch of 32, but for rounding:", all(close))
