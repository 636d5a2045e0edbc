from torch import nn

side = 8
convolution = nn.Conv2d(3, 16, 3, padding=1)
linear = nn.Linear(3 * side * side, 16 * side * side)
for name, layer in {"convolution": convolution, "linear": linear}.items():
    print(f"{name:11} {sum(p.numel() for p in layer.parameters()):7,} parameters")

for side in (8, 32, 224):
    inputs, outputs = 3 * side * side, 16 * side * side
    print(f"{side:3}×{side:<3}  convolution 448   linear {inputs * outputs + outputs:,}")
