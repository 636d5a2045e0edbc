import pickle

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(4, 2)


torch.save(Net(), "net.pt")  # (1)!
Classifier = Net  # a month later the class has another name
del Net

try:
    print(Classifier().load_state_dict(torch.load("net.pt")))
except pickle.UnpicklingError as error:
    print("UnpicklingError:", str(error).split(". ")[0])
