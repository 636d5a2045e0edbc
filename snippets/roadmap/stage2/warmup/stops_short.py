import torch


class WarmupOnly:
    def __init__(self, optimizer, epochs, first, target):
        self.optimizer, self.epochs, self.first, self.target = optimizer, epochs, first, target
        self.epoch = 0

    def step(self):
        if self.epoch < self.epochs:  # (1)!
            share = self.epoch / self.epochs
            rate = self.first + (self.target - self.first) * share
            for group in self.optimizer.param_groups:
                group["lr"] = rate
        self.epoch += 1


optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1e-3)
scheduler = WarmupOnly(optimizer, epochs=5, first=1e-6, target=1e-3)
for epoch in range(8):
    scheduler.step()
    print(f"epoch {epoch}: {optimizer.param_groups[0]['lr']:.4g}")
    optimizer.step()
