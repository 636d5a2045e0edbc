import torch

number = torch.tensor(36.5)
vector = torch.tensor([36.5, 36.8, 37.2])
print(number, number.ndim)
print(vector, vector.ndim)
print(vector[0])
