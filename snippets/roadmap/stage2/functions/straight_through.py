import torch
from torch.autograd import gradcheck


class Round(torch.autograd.Function):
    generate_vmap_rule = True

    @staticmethod
    def forward(x):
        return x.round()

    @staticmethod
    def setup_context(ctx, inputs, output):
        pass

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output  # (1)!


def plain(x):
    return x + (x.round() - x).detach()  # (2)!


x = torch.tensor([1.0, 2.0, 3.0, 4.0])  # (4,)
for name, f in {"torch.round": torch.round, "Round": Round.apply, "plain": plain}.items():
    weight = torch.tensor(0.3, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=0.02)
    for _ in range(50):
        loss = ((f(weight) * x - 3 * x) ** 2).mean()  # (3)!
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"{name:11} rounded weight {int(weight.round())}  loss {loss.item():.1f}")
point = torch.tensor(0.3, dtype=torch.float64, requires_grad=True)
print("gradcheck:", gradcheck(Round.apply, (point,), raise_exception=False))
