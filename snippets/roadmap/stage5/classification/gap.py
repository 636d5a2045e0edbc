import torch

from hanli.projects.classification import load_data, load_ensemble

found = load_data("fashion")
trousers = found.test[0][787:788]  # (1, 1, 28, 28)
gap = trousers.clone()
gap[:, :, 14:, 13:15] = 0  # (1)!
with torch.no_grad():
    for name, image in {"as it is": trousers, "with a gap": gap}.items():
        confidence, guess = load_ensemble()[0](image).softmax(dim=1).max(dim=1)
        print(f"{name:10} {found.classes[guess]}, confidence {confidence.item():.2f}")
