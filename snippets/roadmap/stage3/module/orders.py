from torch import nn

model = nn.Sequential(
    nn.Sequential(nn.Linear(4, 4), nn.ReLU()),
    nn.Sequential(nn.Linear(4, 4), nn.ReLU()),
    nn.Linear(4, 3),
)
print("modules:", [name for name, _ in model.named_modules()])
print("children:", [name for name, _ in model.named_children()])
model.double()
print({parameter.dtype for parameter in model.parameters()})
model.eval()
print({module.training for module in model.modules()})
model.requires_grad_(False)
print({parameter.requires_grad for parameter in model.parameters()})
