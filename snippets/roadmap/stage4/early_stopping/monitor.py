import torch
from torch import nn
from torch.nn.functional import cross_entropy

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
images = images.double()
for seed in range(3):
    torch.manual_seed(seed)
    few, validation, test = torch.randperm(len(labels)).split([100, 300, 1397])
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)).double()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    rows = []
    for _ in range(60):
        optimizer.zero_grad()
        cross_entropy(model(images[few]), labels[few]).backward()
        optimizer.step()
        with torch.no_grad():
            logits = model(images[validation])
        correct = (logits.argmax(dim=1) == labels[validation]).double().mean()
        rows.append([cross_entropy(logits, labels[validation]), correct])
    losses, accuracies = torch.tensor(rows).unbind(dim=1)  # (60,), (60,)
    print(
        f"seed {seed}: lowest loss {losses.min():.3f} at epoch {losses.argmin().item()}", end=", "
    )
    tied = (accuracies == accuracies.max()).nonzero().flatten().tolist()
    print(f"highest accuracy {accuracies.max():.3f} at epoch {tied[0]}, {len(tied)} in all")
