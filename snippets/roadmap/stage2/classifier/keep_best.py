import torch
from torch import nn

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(1640))
training, validation, test = order.split([1197, 300, 300])  # (1)!


def build():
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)).double()


def evaluate(model, part):
    model.eval()
    with torch.no_grad():
        logits = model(images[part].double())
    model.train()
    accuracy = (logits.argmax(dim=1) == labels[part]).double().mean().item()
    return nn.functional.cross_entropy(logits, labels[part]).item(), accuracy


torch.manual_seed(1640)
model, best = build(), float("inf")
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(40):
    for batch in training[torch.randperm(len(training))].split(64):  # (2)!
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(images[batch].double()), labels[batch]).backward()
        optimizer.step()
    loss, _ = evaluate(model, validation)
    if loss < best:
        best, best_epoch = loss, epoch
        torch.save(model.state_dict(), "best.pt")  # (3)!
model = build()
model.load_state_dict(torch.load("best.pt"))
for name, part in (("training", training), ("validation", validation), ("test", test)):
    loss, accuracy = evaluate(model, part)
    print(f"epoch {best_epoch}, {name:10} loss {loss:.4f}  accuracy {accuracy:.4f}")
