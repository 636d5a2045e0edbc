import torch

from hanli.data import mnist_small
from hanli.projects.classification import load_data, load_ensemble

found = load_data("fashion")
model = load_ensemble()[0]


def features(images):
    with torch.no_grad():
        return model.features(images).mean(dim=(2, 3))


known = features(found.training[0][:5000])  # (5000, 128)


def distance(images):
    return torch.cdist(features(images), known).topk(5, largest=False).values[:, -1]


limit = distance(found.validation[0][:1000]).quantile(0.95)
digits = mnist_small()[0][::5]
noise = torch.rand(1000, 1, 28, 28, generator=torch.Generator().manual_seed(0))
pictures = {"clothes": found.test[0][:1000], "digits": digits, "noise": noise}
for name, images in pictures.items():
    print(f"{name:8} refused {(distance(images) > limit).double().mean():.2f}")
