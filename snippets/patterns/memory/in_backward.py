import torch

from hanli.memory import MemoryMonitor, ReferenceTransformer, StepInBackward, checkpoint_blocks


def two_steps(in_backward):
    torch.manual_seed(1640)
    net = ReferenceTransformer(layers=12, width=64, vocabulary=250)
    tokens, targets = net.batch(samples=1, length=128)  # (1, 128), (1, 128)
    checkpoint_blocks(net, [f"stack.{index}" for index in range(12)])
    size = sum(parameter.nbytes for parameter in net.parameters())
    with MemoryMonitor() as monitor:
        if in_backward:
            StepInBackward(net, lambda parameters: torch.optim.AdamW(parameters, lr=1e-3))  # (1)!
        else:
            optimizer = torch.optim.AdamW(net.parameters(), lr=1e-3)
        for _ in range(2):
            net.loss(net(tokens), targets).backward()
            if not in_backward:
                optimizer.step()
                optimizer.zero_grad()
    return (size + monitor.peak) / size, [parameter.detach() for parameter in net.parameters()]


ordinary, expected = two_steps(in_backward=False)
inside, found = two_steps(in_backward=True)
print(f"step() after backward:  {ordinary:.2f} times the parameters at the peak")
print(f"steps inside backward:  {inside:.2f} times")
print("parameters equal to the bit:", all(map(torch.equal, found, expected)))
