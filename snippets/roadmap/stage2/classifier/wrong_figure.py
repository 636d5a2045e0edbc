import matplotlib.pyplot as plt
import torch
from torch import nn

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
generator = torch.Generator().manual_seed(1640)
order = torch.randperm(len(labels), generator=generator)
few, validation = order[:100], order[1197:1497]

torch.manual_seed(1640)
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)).double()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for _ in range(50):
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(images[few].double()), labels[few]).backward()
    optimizer.step()

model.eval()
with torch.no_grad():
    probabilities = torch.softmax(model(images[validation].double()), dim=1)  # (300, 10)
predictions = probabilities.argmax(dim=1)  # (300,)
wrong = (predictions != labels[validation]).nonzero().flatten()[:8].tolist()
figure, panels = plt.subplots(2, 4, figsize=(6.2, 3.9))
for panel, index in zip(panels.flat, wrong, strict=True):
    guess, label = predictions[index].item(), labels[validation[index]].item()
    panel.imshow(images[validation[index], 0].numpy(), cmap="gray_r", vmin=0, vmax=1)
    panel.set_title(f"{label} read as {guess}\np = {probabilities[index, guess]:.2f}", fontsize=11)
    panel.axis("off")
    print(f"label {label}, predicted {guess}, probability {probabilities[index, guess]:.2f}")
figure.tight_layout()
figure.savefig("wrong.svg")
