from torch import nn

layers = {
    "1 picture channel": nn.Conv2d(1, 1, 3),
    "3 channels": nn.Conv2d(3, 1, 3),
    "16 filters": nn.Conv2d(3, 16, 3),
    "16 to 32": nn.Conv2d(16, 32, 3),
    "groups=16": nn.Conv2d(16, 32, 3, groups=16),
}
for name, layer in layers.items():
    count = layer.weight.numel() + layer.bias.numel()
    print(f"{name:17} weight {tuple(layer.weight.shape)!s:14} parameters {count:5,}")
