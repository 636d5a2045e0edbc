import torch
from torch import nn

dropout = nn.Dropout(p=0.5)
ones = torch.ones(8)  # (8,)
torch.manual_seed(1640)
print("training mode  ", dropout(ones).tolist())
print("again          ", dropout(ones).tolist())
dropout.eval()
print("evaluation mode", dropout(ones).tolist())

model = nn.Sequential(nn.Linear(8, 4), nn.Dropout(0.5))
model.eval()  # (1)!
print("eval only:     dropout", model[1].training, end="  ")
print("gradient recorded", model(ones).requires_grad)
model.train()
with torch.no_grad():
    print("no_grad only:  dropout", model[1].training, end="  ")
    print("gradient recorded", model(ones).requires_grad)
