import torch

counts = torch.ones(3)  # (3,)
print("a tensor, other place:", counts.to("meta") is counts)
print("a tensor, same place: ", counts.to("cpu") is counts)

layer = torch.nn.Linear(3, 1)
print("a module:             ", layer.to("meta") is layer)
print("where they are now:   ", counts.device, layer.weight.device)
