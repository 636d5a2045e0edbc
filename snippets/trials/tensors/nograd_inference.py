import torch

weight = torch.tensor(2.0, requires_grad=True)  # ()
cut = (weight * 3).detach()  # ()
with torch.no_grad():
    unrecorded = weight * 3  # ()
with torch.inference_mode():
    sealed = weight * 3  # ()

for constant in (cut, unrecorded, sealed.clone()):  # (1)!
    weight.grad = None
    (weight * constant).backward()
    print(weight.grad.item())

weight * sealed
