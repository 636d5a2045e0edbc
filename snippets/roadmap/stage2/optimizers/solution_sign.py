import torch


class SignMomentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params, {"lr": lr, "momentum": momentum})  # (1)!

    @torch.no_grad()  # (2)!
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                velocity = self.state[p].setdefault("velocity", torch.zeros_like(p))  # (3)!
                velocity.mul_(group["momentum"]).add_(p.grad)
                p.sub_(group["lr"] * velocity.sign())


weight = torch.tensor([3.0, -2.0], dtype=torch.float64, requires_grad=True)  # (2,)
optimizer = SignMomentum([weight], lr=0.1)
for _ in range(10):
    optimizer.zero_grad()
    (weight * torch.tensor([100.0, -0.01])).sum().backward()
    optimizer.step()
print("weights:", [round(x, 4) for x in weight.tolist()])
print("saved in state_dict:", list(optimizer.state_dict()["state"][0]))
