from hanli.lint import check

SCRIPT = """\
import torch
from torch import nn
from torch.utils.data import DataLoader

class Net(nn.Module):
    def forward(self, x):
        return nn.functional.dropout(nn.Linear(8, 8)(x), 0.5)

def train(model, train_set, state):
    train_loader = DataLoader(train_set, batch_size=32)
    scale = torch.ones(8, requires_grad=True) / 8
    for epoch in range(10):
        optimizer = torch.optim.SGD([scale], lr=0.1)
        for inputs, targets in train_loader:
            inputs.to("cuda")
            outputs, state = model(inputs, state)
            optimizer.zero_grad()
            nn.functional.mse_loss(outputs, targets).backward()
        model.eval()

def go_on(model, inputs, targets):
    for epoch in range(10):
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        optimizer.zero_grad()
        loss = nn.CrossEntropyLoss(model(inputs), targets)
        loss.detach().backward()  # hanli: ignore[cut-graf]
        optimizer.step()
        if loss < 1:
            best_state = model.state_dict()
    return best_state
"""
for finding in check(SCRIPT, "slips.py"):
    print(f"{finding.path}:{finding.line}: {finding.rule}: {finding.what('en')}")
