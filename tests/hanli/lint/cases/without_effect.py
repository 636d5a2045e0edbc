"""What is not called, not kept or not read, and look-alikes that are."""

import copy

import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch import nn, optim

if torch.cuda.is_available:  # expect: no-effect
    torch.backends.cudnn.benchmark = True
device = torch.device("cuda" if torch.cuda.is_available else "cpu")  # expect: no-effect
use_cuda = torch.cuda.is_available  # expect: no-effect
has_gpu = torch.cuda.is_available()
probe = torch.cuda.is_available  # called later


@torch.no_grad()
def predict(model, batches):
    model.eval()
    with torch.inference_mode:  # expect: no-effect
        return [model(x) for x in batches]


def judge(model, x, y):
    model.eval()
    torch.no_grad()  # expect: no-effect
    return F.cross_entropy(model(x), y)


def step_in_low_precision(model, x, y, optimizer):
    optimizer.zero_grad()
    torch.autocast("cuda", dtype=torch.bfloat16)  # expect: no-effect
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
    with torch.autocast("cuda", dtype=torch.bfloat16):
        return model(x)


def log(model, optimizer, x, y, history, path):
    optimizer.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
    history.append(loss.item)  # expect: no-effect
    history.append(loss.item())
    torch.save({"model": model.state_dict, "step": 1}, path)  # expect: no-effect
    torch.save({"model": model.state_dict(), "step": 1}, path)
    read = model.state_dict  # a shorter name for the method
    return read()


def make_optimizers(model):
    first = optim.SGD(model.parameters, lr=0.1)  # expect: no-effect
    return first, optim.SGD(model.parameters(), lr=0.1)


def save_together(model, rank):
    if rank == 0:
        torch.save(model.state_dict(), "model.pt")
    dist.barrier  # expect: no-effect


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 4)
        self.drop = nn.Dropout(0.5)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        x.view(x.size(0), -1)  # expect: no-effect
        x = self.fc(x.flatten(1))
        F.relu(x)  # expect: no-effect
        self.drop(x)  # expect: no-effect
        self.relu(x)
        F.relu(x, inplace=True)
        return F.relu(x)


def attend(q, k, v, mask):
    scores = q @ k.transpose(-2, -1) / q.size(-1) ** 0.5
    scores.masked_fill(mask == 0, float("-inf"))  # expect: no-effect
    scores.masked_fill_(mask == 0, float("-inf"))
    return scores.softmax(-1) @ v


def wrap(gpus):
    model = Net()
    torch.compile(model)  # expect: no-effect
    if gpus > 1:
        nn.DataParallel(model)  # expect: no-effect
    model = nn.SyncBatchNorm.convert_sync_batchnorm(model)
    return copy.deepcopy(model)


def move(model, loader, x, y):
    x.to(device)  # expect: no-effect
    y = y.to(device)
    total = F.cross_entropy(model(x), y).item()
    for batch in loader:
        batch["x"].to(device)  # expect: no-effect
        for value in batch.values():
            value = value.to(device)  # expect: no-effect
        for value in batch.values():
            value = value.to(device)
            total += value.sum().item()
        total += model(batch["x"]).sum().item()
    return total


def slow_down(optimizer, model):
    optimizer.lr = 1e-4  # expect: no-effect
    optimizer.defaults["lr"] = 1e-4  # expect: no-effect
    for group in optimizer.param_groups:
        group["lr"] = 1e-4
    model.training = False  # expect: no-effect
    model.eval()
