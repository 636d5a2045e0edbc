import torch

net = torch.nn.Linear(64, 10).cuda()
x, y = torch.randn(256, 64, device="cuda"), torch.randint(10, (256,), device="cuda")
optimizer = torch.optim.AdamW(net.parameters(), lr=0.01)
scaler = torch.amp.GradScaler("cuda")

for _ in range(20):
    optimizer.zero_grad()
    with torch.autocast("cuda", dtype=torch.float16):
        loss = torch.nn.functional.cross_entropy(net(x), y)
    scaler.scale(loss).backward()
    scaler.step(optimizer)  # (1)!
    scaler.update()
print(loss.item(), scaler.get_scale())
