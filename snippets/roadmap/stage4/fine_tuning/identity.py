import torch
from torch import nn
from torchvision.models import resnet18


class FineTuned(nn.Module):
    def __init__(self, body, num_classes):
        super().__init__()
        num_features = body.fc.in_features
        body.fc = nn.Identity()  # (1)!
        self.body = body
        self.head = nn.Linear(num_features, num_classes)

    def forward(self, images):
        return self.head(self.body(images))


torch.manual_seed(1640)
model = FineTuned(resnet18(weights=None), num_classes=5).eval()
images = torch.randn(2, 3, 64, 64)
with torch.no_grad():
    features = model.body(images)  # (2, 512)
    logits = model(images)  # (2, 5)
print("features:", tuple(features.shape), " logits:", tuple(logits.shape))
for name, part in model.named_children():
    print(name, sum(p.numel() for p in part.parameters()))
