import sys

import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import datasets
from torchvision.models import resnet18, ResNet18_Weights

ROOT = sys.argv[1] if len(sys.argv) > 1 else "flowers"
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
EPOCHS = 12

weights = ResNet18_Weights.DEFAULT
train_ds = datasets.ImageFolder(f"{ROOT}/train", transform=weights.transforms())
test_ds = datasets.ImageFolder(f"{ROOT}/test", transform=weights.transforms())
train_dl = DataLoader(train_ds, batch_size=32, shuffle=True, num_workers=4)
test_dl = DataLoader(test_ds, batch_size=64, num_workers=4)

model = resnet18(weights=weights)
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)
model.fc = nn.Linear(model.fc.in_features, len(train_ds.classes))
model = model.to(DEVICE)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=5, gamma=0.1)
criterion = nn.CrossEntropyLoss()

for epoch in range(EPOCHS):
    model.train()
    for images, targets in train_dl:
        images, targets = images.to(DEVICE), targets.to(DEVICE)
        optimizer.zero_grad()
        loss = criterion(model(images), targets)
        loss.backward()
        optimizer.step()
    scheduler.step()

    model.eval()
    correct = 0
    with torch.no_grad():
        for images, targets in test_dl:
            preds = model(images.to(DEVICE)).argmax(dim=1).cpu()
            correct += (preds == targets).sum().item()
    print(f"epoch {epoch + 1}/{EPOCHS}  acc {correct / len(test_ds):.3f}")

torch.save({"model": model.state_dict(), "classes": train_ds.classes}, "flowers_resnet18.pth")
