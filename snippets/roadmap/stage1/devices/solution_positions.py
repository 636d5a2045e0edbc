import torch


def add_positions(batch):
    positions = torch.arange(batch.shape[1], device=batch.device)  # (T,)
    return batch + positions


print(add_positions(torch.zeros(2, 4)))
print(add_positions(torch.zeros(2, 4, device="meta")))
