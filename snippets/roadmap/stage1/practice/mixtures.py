import torch

mixtures = torch.tensor(
    [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],  # unchanged
        [[0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]],  # red and blue exchanged
        [[0.299, 0.587, 0.114], [0.299, 0.587, 0.114], [0.299, 0.587, 0.114]],  # gray
    ]
)  # (3, 3, 3)

orange = torch.tensor([1.0, 0.5, 0.0])  # (3,)
for mixture in mixtures:
    print(mixture @ orange)
