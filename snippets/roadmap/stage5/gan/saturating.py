import torch
from torch.nn.functional import logsigmoid

from hanli.projects.gan import generator_loss

print("D says   minimax   non-saturating")
for logit in (-8.0, -4.0, 0.0, 4.0):
    slopes = []
    for loss in (lambda x: logsigmoid(-x).mean(), generator_loss):  # log(1 - D) and -log D
        x = torch.tensor([logit], requires_grad=True)
        loss(x).backward()
        slopes.append(x.grad.item())
    probability = torch.tensor(logit).sigmoid()
    print(f"{probability:.4f} {slopes[0]:9.4f} {slopes[1]:16.4f}")
