import torch

from hanli.models import resnet18

standard, small = resnet18(10).eval(), resnet18(10, small_images=True).eval()
for name, model in (("standard", standard), ("small images", small)):
    count = sum(parameter.numel() for parameter in model.parameters())
    hidden = model.maxpool(model.conv1(torch.zeros(1, 3, 32, 32)))
    sides = [hidden.shape[-1]]
    for stage in (model.layer1, model.layer2, model.layer3, model.layer4):
        hidden = stage(hidden)
        sides.append(hidden.shape[-1])
    print(f"{name:13}{count:,} parameters, sides {sides}")
theirs, ours = standard.state_dict(), small.state_dict()
print("names equal:", list(theirs) == list(ours))
for name in theirs:
    if theirs[name].shape != ours[name].shape:
        print("other shape:", name, tuple(theirs[name].shape), tuple(ours[name].shape))
