import torch
from torch import nn

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(1640))  # (N,)
training, validation = order[:1200], order[1200:]


def train(dtype, scaling, seed):
    enabled = dtype != torch.float32
    low = dtype if enabled else None
    torch.manual_seed(seed)
    layers = [nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)]
    model = nn.Sequential(*layers)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    scaler = torch.amp.GradScaler("cpu", enabled=scaling)  # (1)!
    for _ in range(10):
        for chosen in training[torch.randperm(1200)].split(100):
            optimizer.zero_grad()
            with torch.amp.autocast("cpu", dtype=low, enabled=enabled):  # (2)!
                loss = nn.functional.cross_entropy(model(images[chosen]), labels[chosen])
            scaler.scale(loss).backward()
            scaler.unscale_(optimizer)
            nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
            scaler.step(optimizer)
            scaler.update()
    with torch.no_grad(), torch.amp.autocast("cpu", dtype=low, enabled=enabled):
        logits = model(images[validation])
    loss = nn.functional.cross_entropy(logits.float(), labels[validation])
    accuracy = (logits.argmax(dim=1) == labels[validation]).double().mean()
    return loss.item(), accuracy.item()


float32, bfloat16, float16 = torch.float32, torch.bfloat16, torch.float16
for seed in (1640, 1, 2):
    for dtype, scaling in ((float32, 0), (bfloat16, 0), (float16, 0), (float16, 1)):
        loss, accuracy = train(dtype, bool(scaling), seed)
        print(f"seed {seed}, {dtype}, scaling {scaling}: loss {loss:.3f}, accuracy {accuracy:.2f}")
