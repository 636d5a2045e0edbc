import torch

torch.manual_seed(1640)
net = torch.nn.Linear(8, 3)
x, y = torch.randn(64, 8), torch.randint(3, (64,))  # (64, 8), (64,)
optimizer = torch.optim.AdamW(net.parameters(), lr=0.01)

for turn in range(4):
    inputs = x.clone()  # (64, 8)
    if turn == 1:
        inputs[5, 0] = torch.inf
    optimizer.zero_grad()
    torch.nn.functional.cross_entropy(net(inputs), y).backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)  # (1)!
    optimizer.step()
    lost = sum(int(parameter.isnan().sum()) for parameter in net.parameters())
    print(f"step {turn}: {lost} of 27 parameters are nan")
