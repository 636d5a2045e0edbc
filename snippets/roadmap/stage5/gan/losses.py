import math

import torch
from torch.nn.functional import binary_cross_entropy, binary_cross_entropy_with_logits

from hanli.projects.gan import discriminator_loss, generator_loss

real = torch.tensor([2.0, 0.0])  # (2,)
generated = torch.tensor([-1.0, 0.0])  # (2,)
by_hand = -torch.log(torch.sigmoid(real)).mean() - torch.log(1 - torch.sigmoid(generated)).mean()
print(f"discriminator: {discriminator_loss(real, generated):.4f}, by hand: {by_hand:.4f}")
print(f"generator: {generator_loss(generated):.4f}")
undecided = torch.zeros(8)  # (8,)
print(f"undecided: {discriminator_loss(undecided, undecided):.4f}, 2 log 2 = {2 * math.log(2):.4f}")
certain = torch.tensor([200.0])  # (1,)
print(
    "wrong by 200, from the logit:",
    binary_cross_entropy_with_logits(certain, torch.zeros(1)).item(),
)
print(
    "wrong by 200, after sigmoid:", binary_cross_entropy(certain.sigmoid(), torch.zeros(1)).item()
)
