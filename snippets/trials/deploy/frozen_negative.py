import torch
from torch import Tensor, nn

from hanli.data import digits


def fresh() -> nn.Sequential:
    convs = [nn.Conv2d(1, 8, 3, padding=1), nn.GELU(), nn.Conv2d(8, 32, 3, 2, 1), nn.GELU()]
    return nn.Sequential(*convs, nn.Flatten(), nn.Linear(512, 64), nn.GELU())


def train(model: nn.Module, images: Tensor, labels: Tensor, steps: int) -> None:
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=3e-3)
    for _ in range(steps):
        batch = torch.randint(len(images), (32,))  # (32,)
        nn.functional.cross_entropy(model(images[batch]), labels[batch]).backward()
        optimizer.step()
        optimizer.zero_grad()


images, labels = digits()  # (N, 1, 8, 8), (N,)
for seed in range(3):
    torch.manual_seed(seed)
    backbone, scores = fresh(), []
    low = labels < 5
    train(nn.Sequential(backbone, nn.Linear(64, 5)), images[low], labels[low], steps=120)  # (1)!
    backbone.requires_grad_(False)

    pictures, answers = images[~low], labels[~low] - 5
    known = torch.zeros(len(answers), dtype=torch.bool)
    for digit in range(5):
        known[torch.nonzero(answers == digit)[:3]] = True  # (2)!
    for base in (backbone, fresh()):
        model = nn.Sequential(base, nn.Linear(64, 5))
        train(model, pictures[known], answers[known], steps=80)
        with torch.inference_mode():
            right = model(pictures[~known]).argmax(1) == answers[~known]
        scores.append(right.float().mean().item())
    print(f"seed {seed}: scratch beats frozen by 0.05 or more: {scores[1] - scores[0] >= 0.05}")
