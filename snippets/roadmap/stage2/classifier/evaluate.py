import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split

from hanli.data import digits


def evaluate(model, loader):
    model.eval()
    total, correct, count = 0.0, 0, 0
    with torch.no_grad():
        for pixels, targets in loader:
            logits = model(pixels)
            total += nn.functional.cross_entropy(logits, targets).item() * len(targets)
            correct += (logits.argmax(dim=1) == targets).sum().item()
            count += len(targets)
    model.train()  # (1)!
    return total / count, correct / count


images, labels = digits()  # (N, 1, 8, 8), (N,)
samples = TensorDataset(images.double(), labels)
generator = torch.Generator().manual_seed(1640)
training, validation, test = random_split(samples, [1197, 300, 300], generator=generator)
loader = DataLoader(training, batch_size=64, shuffle=True, generator=generator)
held_out = DataLoader(validation, batch_size=128)  # (2)!

torch.manual_seed(1640)
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10)).double()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
for epoch in range(11):
    if epoch % 2 == 0:
        loss, accuracy = evaluate(model, held_out)
        print(f"after {epoch:2} epochs: validation loss {loss:.4f}  accuracy {accuracy:.4f}")
    for pixels, targets in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(pixels), targets).backward()
        optimizer.step()
