import torch
from torch import nn

from hanli.data import digits, split

images, labels = digits()  # (1797, 1, 8, 8), (1797,)
images = images.double()
training, test = (part[:400] for part in split(labels, 0.5, seed=1640))


def attack(model, x, y, steps, eps):
    attacked = x
    for _ in range(steps):
        attacked = attacked.detach().requires_grad_()
        (gradient,) = torch.autograd.grad(nn.functional.cross_entropy(model(attacked), y), attacked)
        attacked = attacked.detach() + eps / min(steps, 4) * gradient.sign()  # (1)!
        attacked = torch.minimum(torch.maximum(attacked, x - eps), x + eps).clamp(0, 1)
    return attacked.detach()


def train(steps, eps, seed):
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10)).double()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    for _ in range(60):
        x = attack(model, images[training], labels[training], steps, eps)  # (2)!
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), labels[training]).backward()
        optimizer.step()
    return model


for name, steps, eps in (("clean", 0, 0), ("FGSM", 1, 0.1), ("PGD", 3, 0.1), ("PGD", 3, 0.2)):
    models = [train(steps, eps, seed) for seed in (0, 1, 2)]
    for test_eps in (0.0, 0.1, 0.2):
        scores = ""
        for model in models:
            logits = model(attack(model, images[test], labels[test], 10, test_eps))
            scores += f"  {(logits.argmax(dim=1) == labels[test]).double().mean().item():.1f}"
        print(f"trained on {name:5} {eps:<3} tested at eps {test_eps}:{scores}")
