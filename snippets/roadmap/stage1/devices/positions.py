import torch


def add_positions(batch):
    positions = torch.arange(batch.shape[1])  # (T,)
    return batch + positions


print(add_positions(torch.zeros(2, 4)))
try:
    add_positions(torch.zeros(2, 4, device="meta"))
except RuntimeError as error:
    print(error)
