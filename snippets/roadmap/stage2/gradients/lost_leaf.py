import torch

wrong = torch.ones(2, requires_grad=True) * 0.1  # (2,)
right = (torch.ones(2) * 0.1).requires_grad_()  # (2,)
moved = torch.ones(2, requires_grad=True).to(torch.float64)  # (2,)
print("leaves:", wrong.is_leaf, right.is_leaf, moved.is_leaf)
try:
    torch.optim.SGD([wrong], lr=0.1)
except ValueError as error:
    print(error)
torch.optim.SGD([right], lr=0.1)
