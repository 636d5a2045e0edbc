import torch


def branches(x):
    if x.max() > 1:
        x = x / 255
    return (x * 2).sum() + 1


def without_branch(x):
    x = torch.where(x.max() > 1, x / 255, x)
    return (x * 2).sum() + 1


for function in (branches, without_branch):
    fast = torch.compile(function, backend="eager", fullgraph=True)
    try:
        same = [torch.equal(fast(x), function(x)) for x in (torch.ones(3), torch.full((3,), 255.0))]
        print(f"{function.__name__}: the same results {same}")
    except torch._dynamo.exc.Unsupported as error:
        print(f"{function.__name__}:", *str(error).splitlines()[:2], sep="\n  ")
