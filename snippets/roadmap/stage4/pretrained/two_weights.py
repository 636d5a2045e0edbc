import contextlib
import warnings

from torchvision.models import ResNet50_Weights, resnet50

for weights in ResNet50_Weights:
    accuracy = weights.meta["_metrics"]["ImageNet-1K"]["acc@1"]
    print(weights.name, accuracy, weights.transforms().resize_size)
print("DEFAULT is", ResNet50_Weights.DEFAULT.name)

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    with contextlib.suppress(ValueError):
        resnet50(pretrained=True, num_classes=7)  # (1)!
deprecated, behavior = (str(warning.message).split(". ") for warning in caught)
print(deprecated[0].split(", ")[0])
print(behavior[1])
