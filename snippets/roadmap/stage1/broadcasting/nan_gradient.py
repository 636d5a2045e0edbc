import torch

allowed = torch.tensor([[True, True, False], [False, False, False]])  # (2, 3)
empty = ~allowed.any(dim=-1, keepdim=True)  # (2, 1)


def replaced_afterwards(scores):
    weights = scores.masked_fill(~allowed, -torch.inf).softmax(dim=-1)
    return weights.nan_to_num(0)


def opened_first(scores):
    masked = scores.masked_fill(~(allowed | empty), -torch.inf)
    return masked.softmax(dim=-1).masked_fill(empty, 0)


def mask_added(scores):
    mask = torch.zeros(2, 3).masked_fill(~allowed, -torch.inf)
    return (scores + mask).softmax(dim=-1).nan_to_num(0)


for function in (replaced_afterwards, mask_added, opened_first):
    scores = torch.zeros(2, 3, requires_grad=True)  # (2, 3)
    function(scores)[:, 0].sum().backward()
    print(f"{function.__name__:20}{scores.grad[1].tolist()}")
