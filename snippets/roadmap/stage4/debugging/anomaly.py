import warnings

import torch

weight = torch.zeros(2, requires_grad=True)  # (2,)
distance = weight.pow(2).sum().sqrt()  # ()
distance.backward()
print("loss", distance.item(), " grad", weight.grad.tolist())

with warnings.catch_warnings(record=True) as caught:  # (1)!
    warnings.simplefilter("always")
    try:
        with torch.autograd.detect_anomaly():
            weight.pow(2).sum().sqrt().backward()
    except RuntimeError as error:
        print(error)
print([line.strip() for line in str(caught[-1].message).splitlines() if "pow(2)" in line])

weight.grad = None
(weight.pow(2).sum() + 1e-12).sqrt().backward()
print("with 1e-12:", weight.grad.tolist())
