import torch
from torch import nn
from torchvision.transforms import v2

from hanli.data import digits, split

images, labels = digits()  # (1797, 1, 8, 8), (1797,)
images = images.double()
pool, test = split(labels, 0.5, seed=1640)


def train(seed, smoothing=0.0, decay=0.0, dropout=0.0, mixup=False):
    torch.manual_seed(seed)
    body = (nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Dropout(dropout), nn.Linear(64, 10))
    model = nn.Sequential(*body).double()
    weights = [p for p in model.parameters() if p.ndim > 1]  # (1)!
    biases = [p for p in model.parameters() if p.ndim == 1]
    groups = [{"params": weights, "weight_decay": decay}, {"params": biases, "weight_decay": 0}]
    optimizer = torch.optim.AdamW(groups, lr=0.01)
    for _ in range(100):
        chosen = pool[seed * 100 : seed * 100 + 100][torch.randperm(100)]  # (2)!
        x, y = images[chosen], labels[chosen]
        x, y = v2.MixUp(num_classes=10, alpha=1.0)(x, y) if mixup else (x, y)
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y, label_smoothing=smoothing).backward()
        optimizer.step()
    return model.eval()


settings = {"none": {}, "label smoothing": {"smoothing": 0.1}, "weight decay": {"decay": 1.0}}
settings |= {"dropout": {"dropout": 0.5}, "mixup": {"mixup": True}}
for name, changes in settings.items():
    rows = []
    for seed in (0, 1, 2):
        logits = train(seed, **changes)(images[test]).detach()  # (N, 10)
        accuracy = (logits.argmax(dim=1) == labels[test]).double().mean()
        largest = logits.softmax(dim=1).amax(dim=1).mean()
        rows.append((accuracy, nn.functional.cross_entropy(logits, labels[test]), largest))
    texts = [" ".join(f"{v:.2f}" for v in column) for column in zip(*rows, strict=True)]
    print(f"{name:15}  accuracy {texts[0]}  loss {texts[1]}  largest p {texts[2]}")
