import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(4, 2)


torch.save(Net(), "model.pt")  # (1)!
del Net  # a month later the class has another name

try:
    torch.load("model.pt")
except Exception as error:
    print(type(error).__name__, "-", str(error).split(". ")[0])

try:
    torch.load("model.pt", weights_only=False)  # (2)!
except AttributeError as error:
    print("AttributeError -", str(error).partition(" on ")[0])
