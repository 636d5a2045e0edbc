import torch
import torchvision

from hanli.device import pick_device

image = torch.ones(1, 3, 8, 8)  # (1, 3, 8, 8)
boxes = torch.tensor([[0.0, 0.0, 4.0, 4.0], [0.0, 0.0, 4.0, 4.0]])  # (2, 4)
scores = torch.tensor([0.9, 0.8])  # (2,)

print("torch is 2.10 or newer:", torch.__version__ >= (2, 10))  # (1)!
print("matrix product:", (torch.ones(2, 3) @ torch.ones(3, 2)).tolist())
print("shape after a convolution:", tuple(torch.nn.Conv2d(3, 4, 3)(image).shape))  # (2)!
print("boxes kept:", torchvision.ops.nms(boxes, scores, 0.5).tolist())  # (3)!
print("device chosen by hanli:", pick_device("cpu"))  # (4)!
