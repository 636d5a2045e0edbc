import torch
from torchvision.models import resnet18


def check_groups(model, optimizer):
    names = {p: name for name, p in model.named_parameters()}
    told = [p for group in optimizer.param_groups for p in group["params"]]
    forgotten = [names[p] for p in names if p.requires_grad and p not in set(told)]
    frozen = [names[p] for p in told if p in names and not p.requires_grad]
    strange = sum(p not in names for p in told)
    if forgotten or frozen or strange:
        raise ValueError(
            f"trainable but not in the optimizer: {forgotten[:2]}; "
            f"in the optimizer but frozen: {frozen[:2]}; not of this model: {strange}"
        )


model = resnet18(weights=None).requires_grad_(False)
model.fc.requires_grad_(True)
optimizer = torch.optim.SGD(model.fc.parameters(), lr=0.1)
check_groups(model, optimizer)
print("one group: fine")


def attempt(change):
    try:
        check_groups(model, optimizer)
    except ValueError as error:
        print(f"{change}: {error}")


model.layer4.requires_grad_(True)
attempt("unfrozen only")
model.layer4.requires_grad_(False)
optimizer.add_param_group({"params": model.layer4.parameters()})
attempt("added only")
model = resnet18(weights=None)
attempt("another model")
