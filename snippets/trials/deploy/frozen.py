import torch
from torch import Tensor, nn
from torchvision.models import resnet18


class Frozen(nn.Module):
    """A backbone that never changes, below a head that learns."""

    def __init__(self, backbone: nn.Module, head: nn.Module) -> None:
        super().__init__()
        self.backbone = backbone.requires_grad_(False)  # (1)!
        self.head = head

    def train(self, mode: bool = True) -> "Frozen":  # (2)!
        super().train(mode)
        self.backbone.eval()
        return self

    def forward(self, images: Tensor) -> Tensor:
        return self.head(self.backbone(images))


backbone = resnet18(weights=None)  # (3)!
backbone.fc = nn.Identity()  # (4)!
model = Frozen(backbone, nn.Linear(512, 5)).train()

trainable = [parameter for parameter in model.parameters() if parameter.requires_grad]
optimizer = torch.optim.AdamW(trainable, lr=1e-3)  # (5)!

print("all parameters:      ", f"{sum(p.numel() for p in model.parameters()):,}")
print("trainable parameters:", f"{sum(p.numel() for p in trainable):,}")
print("training mode: head", model.head.training, "| backbone", model.backbone.bn1.training)
