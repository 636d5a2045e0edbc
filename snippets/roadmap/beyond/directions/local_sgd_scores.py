import torch
from local_sgd import labels, train

from hanli.distributed import join, launch

splits = {"mixed": torch.arange(1197), "by class": labels[:1197].argsort(stable=True)}
runs = [(name, every) for name in splits for every in (1, 10, 40, 1000)]


def one_of_two():
    with join("cpu") as world:
        mine = {name: rows.chunk(2)[world.rank] for name, rows in splits.items()}
        return [[train(world, mine[name], every, s) for s in range(3)] for name, every in runs]


if __name__ == "__main__":
    first, _ = launch(one_of_two, processes=2)
    for (name, every), scores in zip(runs, first, strict=True):
        print(f"{name:8} {80 // every:3} averages:", *(f"{score:.2f}" for score in scores))
