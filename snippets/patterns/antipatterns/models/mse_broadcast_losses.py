import warnings

import torch
from torch.nn import functional

prediction = torch.tensor([[0.2], [0.4], [0.6]])  # (3, 1)
target = torch.tensor([0.0, 1.0, 1.0])  # (3,)
losses = [
    functional.mse_loss,
    functional.l1_loss,
    functional.huber_loss,
    functional.binary_cross_entropy,
    functional.binary_cross_entropy_with_logits,
]


def mse_by_hand(prediction, target):
    return (prediction - target).square().mean()


for loss in [*losses, mse_by_hand]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            loss(prediction, target)
            print(f"{loss.__name__}: warnings {len(caught)}")
        except ValueError:
            print(f"{loss.__name__}: ValueError")
