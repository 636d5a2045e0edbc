import subprocess
import sys
from pathlib import Path

Path("train.py").write_text(
    """\
import torch
from torch import nn

model = nn.Sequential(nn.Linear(64, 10), nn.Softmax(dim=1))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

def fit(train_loader, val_loader):
    losses = []
    for inputs, targets in train_loader:
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        losses.append(loss)
    for inputs, targets in val_loader:
        print((model(inputs).argmax(1) == targets).sum())
    torch.save(model, "model.pt")
""",
    encoding="utf-8",
)
command = [sys.executable, "-m", "hanli.lint", "train.py", "--language", "en"]  # (1)!
done = subprocess.run(command, capture_output=True, text=True)
for line in done.stdout.splitlines():
    if line.startswith(("train.py", "1 file")):  # (2)!
        print(line)
print("exit status:", done.returncode)
