import torch
from torch import nn
from torchvision.models import resnet18


class FineTuned(nn.Module):
    def __init__(self, body, num_classes):
        super().__init__()
        num_features = body.fc.in_features
        body.fc = nn.Identity()
        self.body = body.requires_grad_(False)
        self.head = nn.Linear(num_features, num_classes)

    def forward(self, images):
        return self.head(self.body(images))

    def train(self, mode=True):
        super().train(mode)
        for module in self.body.modules():
            own = list(module.parameters(recurse=False))
            if own and not any(p.requires_grad for p in own):
                module.training = False  # (1)!
        return self


torch.manual_seed(1640)
model = FineTuned(resnet18(weights=None), num_classes=5)
model.train()
before = {name: buffer.clone() for name, buffer in model.named_buffers()}
model(torch.randn(4, 3, 64, 64))
moved = [name for name, buffer in model.named_buffers() if not torch.equal(buffer, before[name])]
print("head in training mode:", model.head.training)
print(f"all frozen: {len(moved)} of {len(before)} buffers moved")

model.body.layer4.requires_grad_(True)
model.train()  # (2)!
model(torch.randn(4, 3, 64, 64))
moved = [name for name, buffer in model.named_buffers() if not torch.equal(buffer, before[name])]
print(f"layer4 unfrozen: {len(moved)} moved, all in layer4:", all("layer4" in n for n in moved))
