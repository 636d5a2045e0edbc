import torch
from torch.nn.functional import cross_entropy

logits = torch.tensor([[2.0, 0.0, 0.0, 0.0]])  # (1, 4)
label = torch.tensor([0])  # (1,)
alpha, classes = 0.1, 4
target = torch.full((1, classes), alpha / classes)  # (1, 4)
target[0, label] += 1 - alpha
print("target", [round(value, 3) for value in target[0].tolist()])
by_hand = -(target * logits.log_softmax(dim=1)).sum()
built_in = cross_entropy(logits, label, label_smoothing=alpha)
print(f"by hand {by_hand:.4f}  built in {built_in:.4f}  without {cross_entropy(logits, label):.4f}")
