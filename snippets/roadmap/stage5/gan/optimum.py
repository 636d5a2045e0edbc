import torch
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

real = torch.tensor([0.5, 0.5, 0.0], dtype=torch.float64)  # (3,)
generated = torch.tensor([0.0, 0.5, 0.5], dtype=torch.float64)  # (3,)
print("labels      best D for the three pictures")
for label, other in ((1.0, 0.0), (0.9, 0.0), (1.0, 0.1)):
    best = (label * real + other * generated) / (real + generated)  # (3,)
    logits = best.logit(eps=1e-9).requires_grad_()  # (3,)
    wrong = real * cross_entropy(logits, torch.full_like(logits, label), reduction="none")
    wrong = wrong + generated * cross_entropy(
        logits, torch.full_like(logits, other), reduction="none"
    )
    wrong.sum().backward()
    print((label, other), best.tolist(), "no slope:", logits.grad.abs().max().item() < 1e-6)
