import contextlib
from pathlib import Path

import matplotlib.pyplot as plt
import torch
from task import build_model, load_data
from train import main

if not Path("run/best.pt").exists():
    with contextlib.redirect_stdout(None):
        main([])
model = build_model()
model.load_state_dict(torch.load("run/best.pt"))
model.eval()
pairs = torch.zeros(100, dtype=torch.int64)  # (100,)
with torch.no_grad():
    for images, targets in load_data()[2]:
        pairs += torch.bincount(targets * 10 + model(images).argmax(dim=1), minlength=100)
confusion = pairs.reshape(10, 10)  # (10, 10)

figure, axes = plt.subplots(figsize=(5.2, 5.0))
for label, guess in confusion.nonzero().tolist():
    wrong = label != guess
    text = axes.text(guess, label, confusion[label, guess].item(), ha="center", va="center")
    if wrong:
        text.set(color="C1", weight="bold")
        axes.plot(guess, label, "s", ms=20, mfc="none", mec="C1", mew=1.5)
axes.set(xlim=(-0.5, 9.5), ylim=(9.5, -0.5), xticks=range(10), yticks=range(10))
axes.set(xlabel="prediction", ylabel="label")
axes.xaxis.set_label_position("top")
axes.xaxis.tick_top()
figure.tight_layout()
figure.savefig("confusion.svg")

errors = confusion.clone().fill_diagonal_(0)  # (10, 10)
print("wrong", errors.sum().item(), "of", confusion.sum().item())
print("wrong by label     ", errors.sum(dim=1).tolist())
print("wrong by prediction", errors.sum(dim=0).tolist())
