import torch
from torch import nn

torch.manual_seed(1640)
model = nn.Linear(4, 1)
inputs, targets = torch.rand(8, 4), torch.full((8, 1), 5.0)  # (8, 4), (8, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
scaler = torch.amp.GradScaler("cpu", init_scale=1024.0)
for step in range(4):
    optimizer.zero_grad()
    with torch.amp.autocast("cpu", dtype=torch.float16):
        loss = nn.functional.mse_loss(model(inputs), targets)  # ()
        loss = scaler.scale(loss)  # ()
    loss.backward()
    norm = nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)  # ()
    scaler.step(optimizer)
    scaler.update()
    print(f"step {step}: loss {loss:.0f}, norm {norm:.0f}")
