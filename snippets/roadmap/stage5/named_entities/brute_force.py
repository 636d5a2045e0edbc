import itertools

import torch

tags = ["O", "B", "I"]
emissions = torch.tensor([[1.0, 2.0, 0.0], [0.5, 0.0, 1.0], [1.0, 0.0, 1.0]])  # (3, 3)
transitions = torch.tensor([[1.0, 0.0, -5.0], [0.0, -1.0, 1.0], [0.5, 0.0, 0.0]])  # (3, 3)
start, end = torch.tensor([0.0, 0.0, -5.0]), torch.zeros(3)  # (3,), (3,)
paths = torch.tensor(list(itertools.product(range(3), repeat=3)))  # (27, 3)
scores = (
    start[paths[:, 0]]
    + emissions[torch.arange(3), paths].sum(dim=1)  # (1)!
    + transitions[paths[:, :-1], paths[:, 1:]].sum(dim=1)
    + end[paths[:, -1]]
)
probabilities = scores.softmax(dim=0)  # (27,)
print(len(paths), "paths, probabilities add up to", round(probabilities.sum().item(), 4))
for index in scores.topk(3).indices:
    path = " ".join(tags[tag] for tag in paths[index])
    print(f"{path}  score {scores[index]:.1f}  probability {probabilities[index]:.4f}")
print(f"log of the sum of exp: {scores.logsumexp(dim=0):.4f}")
