import torch
from torch import nn

logits = torch.tensor([[2.0, 1.0, 0.0]], dtype=torch.float64)  # (1, 3)
probabilities = torch.softmax(logits, dim=1)  # (1, 3)
loss_function = nn.CrossEntropyLoss()

for target in torch.arange(3).split(1):  # (1)!
    by_hand = -probabilities[0, target].log().item()
    loss = loss_function(logits, target).item()
    print(f"correct class {target.tolist()}: by hand {by_hand:.4f}   by PyTorch {loss:.4f}")
