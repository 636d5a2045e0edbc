from hanli.lint import check

SCRIPT = """\
import torch
from torch.optim.lr_scheduler import ReduceLROnPlateau

def fit(model, criterion, train_loader, val_loader, optimizer):
    scheduler = ReduceLROnPlateau(optimizer)
    total, history = torch.zeros(()), []
    for epoch in range(20):
        model.train()
        for images, labels in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(images), labels)
            loss.backward()
            optimizer.step()
            total += loss.detach() * len(images)
        print(epoch, total.item() / len(train_loader.dataset))
        history.append(loss.item())
        accuracy = compute_accuracy(model, val_loader)
        scheduler.step(accuracy)

@torch.no_grad()
def compute_accuracy(model, val_loader):
    model.eval()
    for images, labels in val_loader:
        correct = 0
        correct += (model(images).argmax(1) == labels).sum().item()
    return correct / len(val_loader.dataset)

@torch.no_grad()
def predict(model, test_loader):
    model.eval()
    predictions = []
    for images in test_loader:
        predictions.append(model(images).argmax(1))
        return torch.cat(predictions)
"""
for finding in check(SCRIPT, "sums.py"):
    print(f"{finding.path}:{finding.line}: {finding.rule}: {finding.what('en')}")
