import torch

numbers = torch.arange(1, 10)  # (9,)
table = numbers.unsqueeze(1) * numbers  # (9, 9)
stacked = torch.stack([row * numbers for row in range(1, 10)])  # (9, 9)
print(table[6].tolist())
print("as with stack:", torch.equal(table, stacked))
