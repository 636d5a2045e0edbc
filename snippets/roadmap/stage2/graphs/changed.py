import torch

x = torch.tensor([0.0, 1.0], requires_grad=True)  # (2,)
y = x.exp()  # (2,)
print("version", y._version)
y += 1
print("version", y._version)
try:
    y.sum().backward()
except RuntimeError as error:
    print(str(error).partition(" Hint")[0])
