import torch
from torch import nn


def saved_bytes(activation):
    model = nn.Sequential(nn.Linear(256, 256), activation, nn.Linear(256, 256))
    weights = {parameter.untyped_storage().data_ptr() for parameter in model.parameters()}
    inputs = torch.rand(128, 256)  # (128, 256)
    saved = {}

    def note(tensor):
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in weights:
            saved[storage.data_ptr()] = storage.nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(note, lambda tensor: tensor):
        outputs = model(inputs)  # (128, 256)
    outputs.sum().backward()
    return sum(saved.values())  # (1)!


print("                 new tensor  in place")
for kind in (nn.ReLU, nn.LeakyReLU, nn.ELU, nn.Hardtanh, nn.SiLU):
    new, changed = (saved_bytes(kind(inplace=inplace)) for inplace in (False, True))
    print(f"{kind.__name__:16} {new:10,}  {changed:8,}")
