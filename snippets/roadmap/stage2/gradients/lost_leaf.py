import torch

wrong = torch.ones(2, requires_grad=True) * 0.1  # (2,)
right = (torch.ones(2) * 0.1).requires_grad_()  # (2,)
moved = torch.ones(2, requires_grad=True).double()  # (2,)
print("wrong:", wrong.is_leaf)
print("right:", right.is_leaf)
print("moved:", moved.is_leaf)
