import matplotlib.pyplot as plt
import torch

from hanli.projects.classification import fit_temperature, load_data, load_ensemble

found = load_data("fashion")
model = load_ensemble()[0]
images, labels = (part[:5000] for part in found.test)
with torch.no_grad():
    checked = torch.cat([model(part) for part in found.validation[0].split(100)])  # (5000, 10)
    logits = torch.cat([model(part) for part in images.split(100)])  # (5000, 10)
temperature = fit_temperature(checked, found.validation[1])
figure, axis = plt.subplots(figsize=(5.2, 4.6))
axis.plot([0.3, 1], [0.3, 1], "--", color="0.5", label="confidence = accuracy")
for name, one in {
    "as trained": logits,
    f"divided by {temperature:.2f}": logits / temperature,
}.items():
    confidence, guesses = one.softmax(dim=1).max(dim=1)
    right = (guesses == labels).float()
    points = []
    for low in torch.arange(3, 10) / 10:
        chosen = (confidence >= low) & (confidence < low + 0.1)
        points.append((confidence[chosen].mean(), right[chosen].mean()))
    axis.plot(*zip(*points, strict=True), "o-", label=name)
axis.set(xlabel="mean confidence of a bin", ylabel="accuracy in the bin")
axis.legend()
figure.tight_layout()
figure.savefig("reliability.svg")
