import torch

B, T, C = 2, 3, 4
words = torch.zeros(B, T, C)  # (B, T, C)
sentence = words.mean(dim=1)  # (B, C)
print(sentence.shape)
