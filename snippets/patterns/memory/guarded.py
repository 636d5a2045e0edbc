import torch

from hanli.memory import GuardedStep, MixedPrecision, NonFiniteGradientError, accumulate

torch.manual_seed(1640)
net = torch.nn.Sequential(torch.nn.Linear(8, 32), torch.nn.GELU(), torch.nn.Linear(32, 3))
x, y = torch.randn(64, 8), torch.randint(3, (64,))  # (64, 8), (64,)
loss = torch.nn.CrossEntropyLoss()
optimizer = torch.optim.AdamW(net.parameters(), lr=0.01)
precision = MixedPrecision("cpu")  # (1)!
step = GuardedStep(optimizer, clip=1.0, scaler=precision.scaler, patience=3)

for turn in range(10):
    inputs = x.clone()  # (64, 8)
    if turn == 6:
        inputs[5] = torch.inf  # (2)!
        before = [parameter.clone() for parameter in net.parameters()]
    accumulate(net, loss, inputs, y, parts=2, precision=precision)
    taken = step()
    if turn == 6:
        same = all(map(torch.equal, before, net.parameters()))
        print(f"step {turn}: taken {taken}, norm {step.norm}, parameters untouched: {same}")
print(f"computed in {precision.dtype}: {step.taken} taken, {step.skipped} skipped")

try:
    while True:  # every batch is bad from now on
        accumulate(net, loss, inputs * torch.nan, y, parts=2, precision=precision)
        step()
except NonFiniteGradientError as error:
    print(error)
