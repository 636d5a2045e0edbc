from torchvision.models import ResNet18_Weights, resnet18

print(resnet18(weights=None, num_classes=7).fc)
resnet18(weights=ResNet18_Weights.DEFAULT, num_classes=7)
