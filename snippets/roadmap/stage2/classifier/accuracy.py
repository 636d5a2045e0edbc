import torch

logits = torch.tensor([[2, 1, 0], [0.5, 0.1, 0.4], [0.2, 3, 1], [1, 0, 2]])  # (4, 3)
targets = torch.tensor([0, 2, 1, 2])  # (4,)
predictions = logits.argmax(dim=1)  # (4,)
correct = predictions == targets  # (4,)
print("predictions", predictions.tolist(), " targets", targets.tolist())
print("correct", correct.sum().item(), "of", len(targets))
print("accuracy", correct.double().mean().item())
