import torch
from torch import nn
from torchvision.models import resnet18

model = resnet18(weights=None)
model.fc = nn.Linear(512, 5)
model.requires_grad_(False)  # (1)!
trainable = [parameter for parameter in model.parameters() if parameter.requires_grad]
print(len(trainable), "tensors to train")
torch.optim.AdamW(trainable)
