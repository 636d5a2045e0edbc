import itertools

import torch

tags = ["O", "B", "I"]
emissions = torch.tensor([[1.0, 2.0, 0.0], [0.5, 0.0, 1.0], [1.0, 0.0, 1.0]])  # (3, 3)
transitions = torch.tensor([[1.0, 0.0, -5.0], [0.0, -1.0, 1.0], [0.5, 0.0, 0.0]])  # (3, 3)
start, end = torch.tensor([0.0, 0.0, -5.0]), torch.zeros(3)  # (3,), (3,)


def score(path):
    total = start[path[0]] + end[path[-1]]
    total += sum(emissions[step, tag] for step, tag in enumerate(path))
    total += sum(transitions[last, tag] for last, tag in itertools.pairwise(path))
    return total.item()


for path in ([1, 2, 0], [1, 2, 2], [0, 2, 2]):
    print(" ".join(tags[tag] for tag in path), score(path))
