import torch

tensor = torch.ones(3, requires_grad=True)  # (3,)
try:
    tensor.numpy()
except RuntimeError as error:
    print(error)

view = tensor.detach().numpy()
copied = tensor.detach().numpy().copy()
with torch.no_grad():
    tensor[0] = 5
print(view, copied)
