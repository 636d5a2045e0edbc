import inspect

import torch
from torchvision.models import detection

constructor = detection.fcos_resnet50_fpn
default = inspect.signature(constructor).parameters["weights_backbone"].default
print("weights=None still downloads", default)
torch.manual_seed(0)
options = {"weights": None, "weights_backbone": None, "num_classes": 11}
model = detection.fasterrcnn_mobilenet_v3_large_320_fpn(**options)
print("parameters", sum(parameter.numel() for parameter in model.parameters()))
images = [torch.rand(3, 96, 96)]
targets = [{"boxes": torch.tensor([[10.0, 20.0, 40.0, 60.0]]), "labels": torch.tensor([7])}]
print("training:", sorted(model(images, targets)))
with torch.no_grad():
    print("evaluation:", sorted(model.eval()(images)[0]))
