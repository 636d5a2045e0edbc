import torch

from hanli.projects.classification import load_data, load_ensemble

found = load_data("fashion")
model = load_ensemble()[0]


def answer(pictures):
    images, labels = (part[:5000] for part in pictures)
    with torch.no_grad():
        logits = torch.cat([model(part) for part in images.split(100)])  # (5000, 10)
    confidence, guesses = logits.softmax(dim=1).max(dim=1)
    return confidence, guesses == labels


confidence, right = answer(found.validation)
for threshold in torch.arange(50, 100) / 100:
    if right[confidence >= threshold].double().mean() >= 0.97:
        break
confidence, right = answer(found.test)
answered = confidence >= threshold
print(f"threshold {threshold:.2f}")
print(f"answered {answered.double().mean():.2f}")
print(f"right of these {right[answered].double().mean():.3f}")
print(f"right of the others {right[~answered].double().mean():.2f}")
