import torch

places = torch.arange(8)  # (8,)
board = (places.unsqueeze(1) + places) % 2  # (8, 8)
ramp = torch.linspace(-1, 1, 5, dtype=torch.float64)  # (5,)
border = torch.ones(5, 5)  # (5, 5)
border[1:-1, 1:-1] = 0
same = torch.zeros_like(board, dtype=torch.bool)  # (8, 8)

print(board[:2].tolist())
print("half of the squares are dark:", board.sum().item() == 32)
print(ramp.tolist())
print("cells of the border:", int(border.sum()))
print(same.shape == board.shape, same.dtype)
