import contextlib
import warnings

from torchvision.models import ResNet50_Weights, resnet50

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    with contextlib.suppress(ValueError):
        resnet50(pretrained=True, num_classes=7)  # (1)!
for warning in caught:
    for sentence in str(warning.message).split(". "):
        print(sentence)

for weights in (ResNet50_Weights.IMAGENET1K_V1, ResNet50_Weights.DEFAULT):
    accuracy = weights.meta["_metrics"]["ImageNet-1K"]["acc@1"]
    print(weights, accuracy, weights.transforms().resize_size)
