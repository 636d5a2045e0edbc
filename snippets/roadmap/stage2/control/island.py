import torch
from torch import nn


@torch.no_grad()  # (1)!
def validate(model, images, labels):
    accuracy = (model(images).argmax(dim=1) == labels).double().mean()
    with torch.enable_grad():  # (2)!
        images = images.clone().requires_grad_()  # (2, 3)
        scores = model(images)  # (2, 2)
        saliency = torch.autograd.grad(scores.sum(), images)[0]  # (2, 3)
    return accuracy.item(), saliency


model = nn.Linear(3, 2)
with torch.no_grad():
    model.weight.copy_(torch.tensor([[1.0, 0.0, 2.0], [0.0, 1.0, 0.0]]))
    model.bias.zero_()
images = torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])  # (2, 3)
accuracy, saliency = validate(model, images, torch.tensor([0, 1]))
print("accuracy", accuracy, " saliency of one image", saliency[0].tolist())
print("still recording outside:", model(images).requires_grad)
