import torch
from torch import nn

from hanli.data import digits

images, labels = digits()
images, labels = images[:64].flatten(1), labels[:64]  # (64, 64), (64,)


def train(backend):
    torch.manual_seed(1640)
    model = nn.Sequential(nn.Linear(64, 32), nn.GELU(), nn.Linear(32, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)

    def loss_of(images, labels):
        return nn.functional.cross_entropy(model(images), labels)

    if backend:
        loss_of = torch.compile(loss_of, backend=backend)
    losses = []
    for _ in range(5):
        loss = loss_of(images, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses, [parameter.grad for parameter in model.parameters()]


expected = train(None)
print("not compiled:", [round(loss, 3) for loss in expected[0]])
for backend in ("eager", "aot_eager"):
    torch.testing.assert_close(train(backend), expected)  # (1)!
    print(f"{backend}: the same losses, the same last gradients")
