import torch
from torch import nn

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
seen_best, chosen = [], []
for seed in range(30):
    torch.manual_seed(seed)
    labels = torch.randint(10, (len(images),))  # (1)!
    training, validation, test = torch.randperm(len(images))[:900].split([500, 200, 200])
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10)).double()
    optimizer = torch.optim.SGD(model.parameters(), lr=3.0)
    scores = {"validation": [], "test": []}
    for _ in range(10):
        for batch in training.split(100):
            optimizer.zero_grad()
            logits = model(images[batch].double())  # (100, 10)
            nn.functional.cross_entropy(logits, labels[batch]).backward()
            optimizer.step()
        for name, part in (("validation", validation), ("test", test)):
            correct = model(images[part].double()).argmax(dim=1) == labels[part]  # (200,)
            scores[name].append(correct.double().mean().item())
    seen_best.append(max(scores["test"]))  # (2)!
    epoch = scores["validation"].index(max(scores["validation"]))
    chosen.append(scores["test"][epoch])  # (3)!
print(f"best epoch chosen on the test set: {sum(seen_best) / 30:.4f}")
print(f"best epoch chosen on validation:   {sum(chosen) / 30:.4f}")
print("runs above 0.1:", sum(s > 0.1 for s in seen_best), "and", sum(s > 0.1 for s in chosen))
