from torch import nn

layers = [nn.Linear(2, 2), nn.Linear(2, 2)]  # 12 parameters
containers = {
    "list": layers,
    "tuple": tuple(layers),
    "dict": {"first": layers[0], "second": layers[1]},
    "ModuleList": nn.ModuleList(layers),
    "ModuleDict": nn.ModuleDict({"first": layers[0], "second": layers[1]}),
    "Sequential": nn.Sequential(*layers),
}
for name, container in containers.items():
    model = nn.Module()
    model.layers = container
    print(f"{name}: {sum(p.numel() for p in model.parameters())} parameters")
