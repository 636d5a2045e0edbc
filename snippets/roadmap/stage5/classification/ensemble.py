import torch

from hanli.data import fashion_mnist
from hanli.projects.classification import load_ensemble

images, labels = (part[:2000] for part in fashion_mnist(train=False))
with torch.no_grad():
    probabilities = [
        torch.cat([model(part).softmax(dim=1) for part in images.split(100)])
        for model in load_ensemble()
    ]  # three times (2000, 10)
mean = torch.stack(probabilities).mean(dim=0)  # (2000, 10)
for name, one in zip(("seed 0", "seed 1", "seed 2", "mean"), [*probabilities, mean], strict=True):
    print(f"{name}  accuracy {(one.argmax(dim=1) == labels).double().mean():.3f}")
guesses = torch.stack([one.argmax(dim=1) for one in probabilities])  # (3, 2000)
agree = (guesses == guesses[0]).all(dim=0)  # (2000,)
right = mean.argmax(dim=1) == labels
print(f"all three agree on {agree.double().mean():.3f}")
print(f"where they agree, right on {right[agree].double().mean():.3f}")
print(f"where they disagree, the mean is right on {right[~agree].double().mean():.3f}")
