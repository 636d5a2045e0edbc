import matplotlib.pyplot as plt
import torch

from hanli.data import FASHION_CLASSES, fashion_mnist
from hanli.projects.classification import load_ensemble

images, labels = (part[:5000] for part in fashion_mnist(train=False))
model = load_ensemble()[0]
with torch.no_grad():
    guesses = torch.cat([model(part).argmax(dim=1) for part in images.split(100)])  # (5000,)
matrix = torch.zeros(10, 10, dtype=torch.long)
matrix.index_put_((labels, guesses), torch.tensor(1), accumulate=True)
wrong = matrix.fill_diagonal_(0)
figure, axis = plt.subplots(figsize=(6.4, 5.6))
shown = axis.imshow(wrong.numpy(), cmap="Blues")
for row, column in wrong.nonzero().tolist():
    count = wrong[row, column].item()
    axis.text(column, row, count, ha="center", va="center", color="w" if count > 30 else "k")
axis.set_xticks(range(10), FASHION_CLASSES, rotation=45, ha="right")
axis.set_yticks(range(10), FASHION_CLASSES)
axis.set(xlabel="guess", ylabel="label")
figure.colorbar(shown, shrink=0.8)
figure.tight_layout()
figure.savefig("confusion.png")
