import torch
from torch import nn
from torchvision.models import get_model

with torch.device("meta"):
    images = torch.empty(2, 3, 224, 224)  # (2, 3, 224, 224)

    vgg = get_model("vgg16", weights=None).eval()
    vgg.fc = nn.Linear(4096, 7)  # (1)!
    print("a new attribute:   ", tuple(vgg(images).shape))

    resnet = get_model("resnet18", weights=None).eval()
    resnet.fc.out_features = 7  # (2)!
    print("a changed number:  ", tuple(resnet(images).shape), resnet.fc)
