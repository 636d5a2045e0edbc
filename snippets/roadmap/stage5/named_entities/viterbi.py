import torch

tags = ["O", "B", "I"]
emissions = torch.tensor([[1.0, 2.0, 0.0], [0.5, 0.0, 1.0], [1.0, 0.0, 1.0]])  # (3, 3)
transitions = torch.tensor([[1.0, 0.0, -5.0], [0.0, -1.0, 1.0], [0.5, 0.0, 0.0]])  # (3, 3)
start, end = torch.tensor([0.0, 0.0, -5.0]), torch.zeros(3)  # (3,), (3,)
best, origins = start + emissions[0], []
for emission in emissions[1:]:
    best, origin = (best[:, None] + transitions).max(dim=0)
    best = best + emission
    origins.append(origin)  # (1)!
score, tag = (best + end).max(dim=0)
path = [tag]
for origin in reversed(origins):
    path.append(origin[path[-1]])  # (2)!
print(" ".join(tags[tag] for tag in reversed(path)), "score", score.item())
