import torch
from torch import nn
from torch.optim.lr_scheduler import LinearLR

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
STEPS, WARMUP = 60, 30


def losses(lr, warm, seed):
    torch.manual_seed(seed)
    kind = {"dropout": 0.0, "activation": "gelu", "batch_first": True}
    blocks = [nn.TransformerEncoderLayer(16, 2, 32, **kind) for _ in range(6)]  # (1)!
    layers = nn.Flatten(1, 2), nn.Linear(8, 16), *blocks, nn.Flatten(), nn.Linear(128, 10)
    model = nn.Sequential(*layers).double()
    optimizer, found = torch.optim.Adam(model.parameters(), lr=lr), []
    scheduler = LinearLR(optimizer, 1 / WARMUP if warm else 1.0, total_iters=WARMUP - 1)
    for batch in [torch.randint(len(images), (32,)) for _ in range(STEPS)]:  # (2)!
        loss = nn.functional.cross_entropy(model(images[batch].double()), labels[batch])  # ()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        scheduler.step()
        found.append(loss.item())
    return found


for lr, wanted in ((0.03, "ahead"), (0.001, "behind")):
    for seed in range(3):
        plain, warmed = losses(lr, False, seed), losses(lr, True, seed)
        gain = (sum(plain[-20:]) - sum(warmed[-20:])) / 20
        verdict = "ahead" if gain > 0.4 else "behind" if gain < -0.05 else "unclear"
        print(f"rate {lr}, seed {seed}, with warm-up {wanted}: {verdict == wanted}")
        if lr == 0.03:
            worse = sum(warmed[-10:]) / 10 > sum(warmed[20:30]) / 10
            print(f"  yet worse after a while at the full rate: {worse}")
