import torch
import torchvision

image = torch.ones(1, 3, 8, 8)  # (1, 3, 8, 8)
boxes = torch.tensor([[0.0, 0.0, 4.0, 4.0], [0.0, 0.0, 4.0, 4.0]])  # (2, 4)
scores = torch.tensor([0.9, 0.8])  # (2,)
numbers = [
    [int(part) for part in module.__version__.split("+")[0].split(".")[:2]]
    for module in (torch, torchvision)
]

print("torch imports:", torch.tensor(1).item() == 1)  # (1)!
print("at least 2.10:", torch.__version__ >= (2, 10))  # (2)!
print("matmul works:", (torch.ones(2, 3) @ torch.ones(3, 2)).tolist() == [[3, 3], [3, 3]])
print("convolution works:", torch.nn.Conv2d(3, 4, 3)(image).shape == (1, 4, 6, 6))
print("torch and torchvision are a pair:", numbers[1][1] == numbers[0][1] + 15)  # (3)!
kept = torchvision.ops.nms(boxes, scores, 0.5)  # (4)!
print("torchvision's own kernels load:", kept.tolist() == [0])
