import torch

from hanli.memory import accumulate

torch.manual_seed(1640)
net = torch.nn.Sequential(torch.nn.Linear(8, 16), torch.nn.GELU(), torch.nn.Linear(16, 3)).double()
x, y = torch.randn(10, 8, dtype=torch.float64), torch.randint(3, (10,))  # (10, 8), (10,)
loss = torch.nn.CrossEntropyLoss()


def gradient():
    found = torch.cat([parameter.grad.flatten() for parameter in net.parameters()])
    net.zero_grad()
    return found


loss(net(x), y).backward()
whole = gradient()
print("sizes of 4 parts:", [len(part) for part in x.tensor_split(4)])  # (1)!
for parts in (1, 2, 3, 4, 10, 99):
    mean = accumulate(net, loss, x, y, parts=parts)  # ()
    distance = (gradient() - whole).norm() / whole.norm()
    print(f"{parts:2} parts: loss {mean:.4f}, the same gradient: {bool(distance < 1e-12)}")
