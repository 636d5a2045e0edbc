import torch

from hanli.data import mnist_small
from hanli.projects.classification import load_data, load_ensemble

found = load_data("fashion")
model = load_ensemble()[0]


def features(images):
    with torch.no_grad():
        maps = (model.features(part) for part in images.split(100))
        return torch.cat([part.mean(dim=(2, 3)) for part in maps])


known = features(found.training[0][:5000])  # (5000, 128)


def distance(images):
    return torch.cdist(features(images), known).topk(5, largest=False).values[:, -1]


validation = distance(found.validation[0][:1000])  # (1000,)
digits = mnist_small()[0][::5]
noise = torch.rand(1000, 1, 28, 28, generator=torch.Generator().manual_seed(0))
pictures = {"clothes": found.test[0][:1000], "digits": digits, "noise": noise}
print("threshold", *(f"{share:8.0%}" for share in (0.9, 0.95, 0.99)))
for name, images in pictures.items():
    distances = distance(images)  # (1000,)
    refused = [distances > validation.quantile(share) for share in (0.9, 0.95, 0.99)]
    print(f"{name:9}", *(f"{one.double().mean():8.2f}" for one in refused))
