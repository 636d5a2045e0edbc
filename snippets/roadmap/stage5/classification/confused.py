import torch

from hanli.data import FASHION_CLASSES
from hanli.projects.classification import load_data, load_ensemble

images, labels = (part[:5000] for part in load_data("fashion").test)
with torch.no_grad():
    guesses = load_ensemble()[0](images).argmax(dim=1)
matrix = torch.zeros(10, 10, dtype=torch.long)
matrix.index_put_((labels, guesses), torch.tensor(1), accumulate=True)  # (1)!
recall = matrix.diag() / matrix.sum(dim=1)
for label in recall.argsort()[:3].tolist():
    wrong = matrix[label].clone()
    wrong[label] = 0
    name, other = FASHION_CLASSES[label], FASHION_CLASSES[wrong.argmax()]
    print(f"{name:11} right {recall[label]:.2f}, taken for {other} {wrong.max()} times")
