import torch
from torch import nn
from torch.utils.checkpoint import checkpoint

from hanli.memory import MemoryMonitor

torch.manual_seed(1640)
blocks = nn.ModuleList()
for channels in (3, 32, 32, 32, 32, 32):
    convolution = nn.Conv2d(channels, 32, 3, padding=1)
    blocks.append(nn.Sequential(convolution, nn.GroupNorm(4, 32), nn.ReLU()))
head = nn.Linear(32, 10)
images, labels = torch.rand(64, 3, 32, 32), torch.randint(10, (64,))  # (64, 3, 32, 32), (64,)


def predict(hidden, recompute=False):
    for block in blocks:
        hidden = checkpoint(block, hidden, use_reentrant=False) if recompute else block(hidden)
    return head(hidden.mean((2, 3)))


def backward(parts=1, recompute=False):
    for some, answers in zip(images.chunk(parts), labels.chunk(parts), strict=True):
        loss = nn.functional.cross_entropy(predict(some, recompute), answers) / parts  # ()
        loss.backward()


@torch.no_grad()
def evaluate():
    predict(images)


ways = {"training": backward, "in 4 parts": lambda: backward(parts=4)}
ways |= {"checkpoint": lambda: backward(recompute=True)}
ways |= {"eval, graph kept": lambda: predict(images), "eval, no_grad": evaluate}
for name, way in ways.items():
    with MemoryMonitor() as monitor:
        way()
    print(f"{name:17}{monitor.peak / 2**20:6.1f} MiB")
