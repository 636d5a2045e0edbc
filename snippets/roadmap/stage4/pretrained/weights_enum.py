from torchvision.models import ResNet18_Weights

weights = ResNet18_Weights.DEFAULT
print(weights)
print(len(weights.meta["categories"]), weights.meta["categories"][:3])
print(f"{weights.meta['num_params']:,} parameters, {weights.meta['_file_size']:.1f} MB")
print("top-1 accuracy:", weights.meta["_metrics"]["ImageNet-1K"]["acc@1"])
print(weights.transforms())
