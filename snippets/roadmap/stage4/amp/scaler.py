import torch

weight = torch.ones((), requires_grad=True)  # ()
optimizer = torch.optim.SGD([weight], lr=0.1)
scaler = torch.amp.GradScaler("cpu", init_scale=1024.0, growth_interval=2)
for step, factor in enumerate([1.0, 1.0, float("inf"), 1.0, 1.0]):
    optimizer.zero_grad()
    scaler.scale(weight * factor).backward()
    gradient = f"{weight.grad:.0f}"
    scaler.step(optimizer)
    scaler.update()
    scale = f"{scaler.get_scale():.0f}"
    print(f"step {step}: gradient {gradient}, weight {weight:.1f}, new scale {scale}")
