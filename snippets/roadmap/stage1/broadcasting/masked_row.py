import torch

allowed = torch.tensor([[True, True, False], [False, False, False]])  # (2, 3)


def plain(scores):
    mask = torch.zeros(2, 3).masked_fill(~allowed, -torch.inf)  # (2, 3)
    return (scores + mask).softmax(dim=-1)


def mopped_up(scores):
    return plain(scores).nan_to_num(0)  # (1)!


def cured(scores):
    empty = ~allowed.any(dim=-1, keepdim=True)  # (2, 1)
    mask = torch.zeros(2, 3).masked_fill(~(allowed | empty), -torch.inf)  # (2)!
    return (scores + mask).softmax(dim=-1).masked_fill(empty, 0)  # (3)!


for attend in (plain, mopped_up, cured):
    scores = torch.zeros(2, 3, requires_grad=True)  # (2, 3)
    weights = attend(scores)  # (2, 3)
    weights[:, 0].sum().backward()
    print(
        f"{attend.__name__:10} row 1 {weights[1].tolist()!s:16} gradient {scores.grad[1].tolist()}"
    )
