import torch
from torch import nn

from hanli.data import digits, split

torch.manual_seed(1640)
images, labels = digits()  # (N, 1, 8, 8), (N,)
train, val = split(labels, 0.8, seed=1640)
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
criterion = nn.CrossEntropyLoss()
for _ in range(30):
    optimizer.zero_grad()
    criterion(model(images[train]), labels[train]).backward()
    optimizer.step()

with torch.inference_mode():
    each = nn.functional.cross_entropy(model(images[val]), labels[val], reduction="none")  # (V,)
    chosen = val[:130][each[:130].argsort()]  # (1)!
    batches = chosen.split(64)  # 64, 64 and 2 samples
    means = [criterion(model(images[part]), labels[part]) for part in batches]
    truth = criterion(model(images[chosen]), labels[chosen])  # ()

sizes = torch.tensor([len(part) for part in batches])  # (3,)
print("batch means:           ", [f"{mean:.3f}" for mean in means])
print(f"mean of batch means:    {torch.stack(means).mean():.3f}")
print(f"weighted by size:       {(torch.stack(means) * sizes).sum() / sizes.sum():.3f}")
print(f"all samples in one go:  {truth:.3f}")
