import copy

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)


def evaluate(model, part):
    with torch.no_grad():
        logits = model(images[part].double())
    accuracy = (logits.argmax(dim=1) == labels[part]).double().mean()
    return cross_entropy(logits, labels[part]).item(), accuracy.item()


for seed in range(3):
    torch.manual_seed(seed)
    training, validation, test = torch.randperm(len(labels)).split([300, 300, 1197])
    targets = labels[training]  # (300,)
    targets[:75] = torch.randint(10, (75,))  # (1)!
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 10)).double()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    best, best_epoch, stopped = float("inf"), 0, None
    for epoch in range(150):
        optimizer.zero_grad()
        cross_entropy(model(images[training].double()), targets).backward()
        optimizer.step()
        loss, _ = evaluate(model, validation)
        if loss < best:
            best, best_epoch, best_state = loss, epoch, copy.deepcopy(model.state_dict())
        elif epoch - best_epoch == 10 and stopped is None:
            stopped = epoch  # (2)!
    last = evaluate(model, test)
    model.load_state_dict(best_state)
    print(f"seed {seed}: best epoch {best_epoch}, patience 10 stops after epoch {stopped}")
    for name, (loss, accuracy) in (("last", last), ("best", evaluate(model, test))):
        print(f"  {name}: test loss {loss:.2f}, accuracy {accuracy:.3f}")
