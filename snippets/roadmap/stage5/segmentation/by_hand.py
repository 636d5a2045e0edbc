import torch

truth = torch.tensor([[0, 1, 1], [0, 1, 0]]).bool()  # (2, 3)
guess = torch.tensor([[0, 1, 0], [1, 1, 0]]).bool()  # (2, 3)
both = (truth & guess).sum()
either = (truth | guess).sum()
print("IoU ", both.item(), "/", either.item())
print("Dice", 2 * both.item(), "/", (truth.sum() + guess.sum()).item())
