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
    print("product:", weight.grad.item())

weight.grad = None
(weight + sealed).backward()  # (2)!
print("sum:    ", weight.grad.item())

for constant in (cut, unrecorded, sealed):
    try:
        print("in place:", constant.add_(1).item())  # (3)!
    except RuntimeError as error:
        print("in place:", str(error).split(".")[0])

weight * sealed
