import torch
from torch import nn


def saved_bytes(inplace):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(256, 256), nn.ReLU(inplace=inplace), nn.Linear(256, 256))
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


print(f"nn.ReLU():             {saved_bytes(False):,} bytes kept for backward")
print(f"nn.ReLU(inplace=True): {saved_bytes(True):,} bytes kept for backward")
