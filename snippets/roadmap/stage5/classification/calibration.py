import torch
from torchmetrics.functional.classification import multiclass_calibration_error

from hanli.projects.classification import load_data, load_ensemble

images, labels = (part[:2000] for part in load_data("fashion").test)
with torch.no_grad():
    probabilities = load_ensemble()[0](images).softmax(dim=1)  # (2000, 10)
confidence, guesses = probabilities.max(dim=1)
right = (guesses == labels).float()
error = 0.0
for low in torch.arange(10) / 10:
    chosen = (confidence > low) & (confidence <= low + 0.1)  # (2000,)
    if chosen.any():
        gap = confidence[chosen].mean() - right[chosen].mean()
        error += (gap.abs() * chosen.double().mean()).item()
        if chosen.sum() >= 50:
            mean, share = confidence[chosen].mean(), right[chosen].mean()
            pictures = f"{chosen.sum():4} pictures"
            print(f"from {low:.1f}: {pictures}, confidence {mean:.2f}, right {share:.2f}")
theirs = multiclass_calibration_error(probabilities, labels, 10, n_bins=10).item()
print("equal to torchmetrics", abs(error - theirs) < 1e-6)
