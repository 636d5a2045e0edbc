import torch
from accelerate import Accelerator
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset

from hanli.data import digits

images, labels = digits()


def ingredients():
    torch.manual_seed(1640)
    net = torch.nn.Linear(64, 10).double()
    loader = DataLoader(TensorDataset(images.double().flatten(1), labels), batch_size=256)
    return net, torch.optim.AdamW(net.parameters(), lr=0.01), loader


def train(net, optimizer, loader, backward):
    losses = []
    for x, y in loader:
        loss = F.cross_entropy(net(x), y)
        optimizer.zero_grad()
        backward(loss)
        optimizer.step()
        losses.append(loss.item())
    return losses


by_hand = train(*ingredients(), backward=torch.Tensor.backward)
accelerator = Accelerator(cpu=True)  # (1)!
accelerated = train(*accelerator.prepare(*ingredients()), backward=accelerator.backward)  # (2)!

print([round(loss, 4) for loss in accelerated])
print("by hand, the same losses:", by_hand == accelerated)
