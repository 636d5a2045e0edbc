import torch

from hanli.projects.text_classification import build_network, pad

tokens = pad([torch.tensor([5, 9, 3, 7]), torch.tensor([8, 2])])  # (2, 4)
print(tokens)
for name in ("bag", "lstm", "transformer"):
    network = build_network(name, vocabulary_size=4000, num_classes=2)
    logits = network(tokens)  # (2, 2)
    parameters = sum(parameter.numel() for parameter in network.parameters())
    print(f"{name}: {tuple(logits.shape)}, parameters {parameters:,}")
