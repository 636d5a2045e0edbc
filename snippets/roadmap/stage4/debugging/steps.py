import torch
from torch import nn

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
pixels = images.flatten(1).double()  # (N, 64)
order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(1640))
training, held_out = order[:1197], order[1197:]


def train(name, fixes):
    torch.manual_seed(1640)
    first, second = nn.Linear(64, 64).double(), nn.Linear(64, 64).double()
    old, new = nn.Linear(64, 10).double(), nn.Linear(64, 10).double()
    head = old if "optimizer" in fixes else new
    if "head" not in fixes:
        nn.init.normal_(head.weight, std=5)
    weights = [*first.parameters(), *second.parameters(), *old.parameters()]
    optimizer = torch.optim.SGD(weights, lr=0.3 if "lr" in fixes else 30)
    targets = labels[training if "labels" in fixes else slice(1197)]

    def logits(inputs):
        hidden = torch.relu(first(inputs))
        return head(torch.relu(second(hidden if "detach" in fixes else hidden.detach())))

    start = nn.functional.cross_entropy(logits(pixels[training]), targets).item()
    for _ in range(10):
        for batch in torch.randperm(1197).split(64):
            loss = nn.functional.cross_entropy(logits(pixels[training[batch]]), targets[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    accuracy = (logits(pixels[held_out]).argmax(dim=1) == labels[held_out]).double().mean()
    print(f"{name:9} first loss {start:.1f}   held-out accuracy {accuracy:.1f}")


names = ("head", "detach", "optimizer", "lr", "labels")
for count, name in enumerate(("broken", *names)):
    train(name, names[:count])
