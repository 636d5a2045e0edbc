import torch


def move(data, device):
    if isinstance(data, torch.Tensor):
        return data.to(device)
    if isinstance(data, dict):
        return {name: move(value, device) for name, value in data.items()}
    if isinstance(data, (list, tuple)):
        return type(data)(move(value, device) for value in data)
    return data


batch = {"words": torch.zeros(2, 5), "sizes": [torch.ones(2), torch.ones(3)], "name": "news"}
moved = move((batch, torch.zeros(2)), "meta")
print(type(moved).__name__, moved[0]["words"].device, moved[1].device)
print(type(moved[0]["sizes"]).__name__, [tensor.device.type for tensor in moved[0]["sizes"]])
print(moved[0]["name"], batch["words"].device)
