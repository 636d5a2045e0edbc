import torch


class Round(torch.autograd.Function):
    @staticmethod
    def forward(x):
        return x.round()

    @staticmethod
    def setup_context(ctx, inputs, output):
        pass  # (1)!

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output


def with_detach(x):
    return x + (x.round() - x).detach()  # (2)!


x = torch.tensor([1.0, 2.0, 3.0, 4.0])  # (4,)
for name, rounded in {
    "torch.round": torch.round,
    "Round": Round.apply,
    "with_detach": with_detach,
}.items():
    weight = torch.tensor(0.3, requires_grad=True)  # ()
    optimizer = torch.optim.SGD([weight], lr=0.02)
    for _ in range(50):
        loss = ((rounded(weight) * x - 3 * x) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"{name:11}  rounded weight {int(weight.round())}   loss {loss.item():.1f}")
