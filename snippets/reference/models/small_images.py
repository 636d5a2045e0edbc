import torch

from hanli.models import resnet18

torch.manual_seed(0)
images = torch.rand(2, 1, 32, 32)  # (2, 1, 32, 32)
for small_images in (False, True):
    model = resnet18(num_classes=10, in_channels=1, small_images=small_images)
    last = model.layer4(
        model.layer3(model.layer2(model.layer1(model.maxpool(model.conv1(images)))))
    )  # (1)!
    print("stem:", "small" if small_images else "standard")
    print("  before pooling:", tuple(last.shape), " logits:", tuple(model(images).shape))
    print("  parameters:", sum(parameter.numel() for parameter in model.parameters()))

try:
    model(torch.rand(2, 3, 32, 32))
except ValueError as error:
    print("ValueError:", error)
