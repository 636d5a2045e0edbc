from torch import nn
from torchvision.models import efficientnet_b0

model = efficientnet_b0(weights=None).requires_grad_(False)
print("head:", model.classifier)
model.classifier[1] = nn.Linear(model.classifier[1].in_features, 5)
model.features[8].requires_grad_(True)  # (1)!
model.train()
frozen = [
    module
    for module in model.modules()
    if isinstance(module, nn.BatchNorm2d) and not module.weight.requires_grad
]
for module in frozen:
    module.eval()
norms = [module for module in model.modules() if isinstance(module, nn.BatchNorm2d)]
print(f"{len(frozen)} of {len(norms)} batch norms in evaluation mode")
print("trainable:", f"{sum(p.numel() for p in model.parameters() if p.requires_grad):,}")
