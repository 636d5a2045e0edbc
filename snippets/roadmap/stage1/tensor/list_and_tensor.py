import torch

numbers = [1.5, 2.0, 3.5]
x = torch.tensor(numbers)
print(numbers * 2)
print(x * 2)
