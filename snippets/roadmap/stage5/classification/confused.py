import torch

from hanli.data import FASHION_CLASSES, fashion_mnist
from hanli.projects.classification import load_ensemble

images, labels = (part[:5000] for part in fashion_mnist(train=False))
model = load_ensemble()[0]
with torch.no_grad():
    guesses = torch.cat([model(part).argmax(dim=1) for part in images.split(100)])  # (5000,)
matrix = torch.zeros(10, 10, dtype=torch.long)
matrix.index_put_((labels, guesses), torch.tensor(1), accumulate=True)  # (1)!
recall = matrix.diag() / matrix.sum(dim=1)
for label in recall.argsort()[:3].tolist():
    wrong = matrix[label].clone()
    wrong[label] = 0
    name, other = FASHION_CLASSES[label], FASHION_CLASSES[wrong.argmax()]
    print(f"{name:11} right {recall[label]:.2f}, taken for {other} {wrong.max()} times")
