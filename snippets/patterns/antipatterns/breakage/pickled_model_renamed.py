import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(4, 2)


torch.save(Net(), "net.pt")
print("same name:", type(torch.load("net.pt", weights_only=False)).__name__)

Classifier = Net
del Net
try:
    torch.load("net.pt", weights_only=False)
except AttributeError as error:
    print("another name:", str(error).partition(" on ")[0])
