import torch

weight = torch.tensor(2.0, requires_grad=True)  # ()
with torch.no_grad():
    weight.sub_(0.5)  # an update by hand, off the record
print(weight.item(), weight.requires_grad)

weight.sub_(0.5)
