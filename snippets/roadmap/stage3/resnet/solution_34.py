from torchvision.models import resnet34


def count_block(inputs, outputs, projected):
    weights = 9 * inputs * outputs + 9 * outputs * outputs + inputs * outputs * projected
    return weights + 2 * outputs * (3 if projected else 2)  # (1)!


total = 9408 + 128 + 513_000
inputs = 64
for outputs, blocks in ((64, 3), (128, 4), (256, 6), (512, 3)):
    projected = outputs != inputs
    stage = count_block(inputs, outputs, projected)
    stage += (blocks - 1) * count_block(outputs, outputs, projected=False)
    print(f"{outputs:3} channels, {blocks} blocks: {stage:,}")
    total, inputs = total + stage, outputs
print(f"all: {total:,}")
print(f"torchvision: {sum(parameter.numel() for parameter in resnet34().parameters()):,}")
