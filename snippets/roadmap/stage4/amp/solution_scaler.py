import torch


class Scaler:
    def __init__(self, scale, growth_interval):
        self.scale, self.growth_interval, self.good_steps = scale, growth_interval, 0

    def step(self, optimizer, parameters):
        for parameter in parameters:
            parameter.grad /= self.scale
        if all(parameter.grad.isfinite().all() for parameter in parameters):
            optimizer.step()
            self.good_steps += 1
            if self.good_steps == self.growth_interval:
                self.scale, self.good_steps = self.scale * 2, 0
        else:
            self.scale, self.good_steps = self.scale / 2, 0


mine, theirs = Scaler(1024.0, 3), torch.amp.GradScaler("cpu", 1024.0, growth_interval=3)
first, second = (torch.ones((), requires_grad=True) for _ in range(2))
optimizer_of_mine = torch.optim.SGD([first], lr=0.1)
optimizer_of_theirs = torch.optim.SGD([second], lr=0.1)
for factor in (1.0, float("inf"), 1.0, 1.0, 1.0, float("nan"), 1.0):
    optimizer_of_mine.zero_grad()
    optimizer_of_theirs.zero_grad()
    (first * factor * mine.scale).backward()
    mine.step(optimizer_of_mine, [first])
    theirs.scale(second * factor).backward()
    theirs.step(optimizer_of_theirs)
    theirs.update()
    scales = f"scale {mine.scale:.0f} {theirs.get_scale():.0f}"
    print(f"factor {factor}: {scales}, weight {first:.1f} {second:.1f}")
