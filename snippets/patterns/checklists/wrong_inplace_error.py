import torch

weight = torch.zeros(3, requires_grad=True)
growth = weight.exp()  # (3,)
growth += 1  # (1)!
growth.sum().backward()
