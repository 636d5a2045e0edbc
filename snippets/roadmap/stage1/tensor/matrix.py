import torch

first_person = [36.5, 36.8, 37.2]
second_person = [36.4, 36.6, 36.9]
matrix = torch.tensor([first_person, second_person])  # (2, 3)
print(matrix)
print(matrix.ndim, matrix.shape)
print(matrix[1, 2])
