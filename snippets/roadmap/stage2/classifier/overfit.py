import torch
from torch import nn

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
generator = torch.Generator().manual_seed(1640)
order = torch.randperm(len(labels), generator=generator)
few, validation = order[:100], order[1197:1497]  # (1)!

torch.manual_seed(1640)
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)).double()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)


def evaluate(part):
    model.eval()
    with torch.no_grad():
        logits = model(images[part].double())
        loss = nn.functional.cross_entropy(logits, labels[part]).item()
        accuracy = (logits.argmax(dim=1) == labels[part]).double().mean().item()
    model.train()
    return f"loss {loss:.3f} accuracy {accuracy:.3f}"


for step in range(1001):
    if step in (0, 20, 50, 200, 1000):
        print(f"step {step:4}: training {evaluate(few)}   validation {evaluate(validation)}")
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(images[few].double()), labels[few]).backward()
    optimizer.step()
