import torch

bar = [0.5, 1.0, 1.0, 1.0, 0.5]
stem = [0.0, 0.0, 1.0, 0.0, 0.0]
letter_t = [bar, stem, stem, stem, stem]
letter_i = [stem, stem, stem, stem, stem]
batch = torch.tensor([letter_t, letter_i])  # (2, 5, 5)
print(batch.shape, batch[1].shape)
print(batch[0, 0, 4], batch[1, 0, 4])
