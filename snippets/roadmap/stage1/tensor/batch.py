import torch

letter_t = [[0.5, 1.0, 1.0, 1.0, 0.5]] + [[0.0, 0.0, 1.0, 0.0, 0.0]] * 4
letter_i = [[0.0, 0.0, 1.0, 0.0, 0.0]] * 5
batch = torch.tensor([letter_t, letter_i])  # (2, 5, 5)
print(batch.shape, batch[1].shape)
print(batch[0, 0, 4], batch[1, 0, 4])
