import torch

from hanli.projects.classification import calibration_error, fit_temperature

torch.manual_seed(0)
right = 3 * torch.randn(2000, 5, dtype=torch.float64)
labels = torch.multinomial(right.softmax(dim=1), 1).flatten()  # (1)!
logits = 2 * right
temperature = fit_temperature(logits, labels)
print(f"temperature {temperature:.1f}")
for name, one in {"as given": logits, "scaled": logits / temperature}.items():
    print(f"{name:8} calibration error {calibration_error(one.softmax(dim=1), labels):.2f}")
