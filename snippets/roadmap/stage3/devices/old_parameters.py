from torch import nn, optim

model = nn.Linear(2, 1)
early = optim.SGD(model.parameters(), lr=0.1)
model.to("meta")
late = optim.SGD(model.parameters(), lr=0.1)
for name, optimizer in (("early", early), ("late", late)):
    parameter = optimizer.param_groups[0]["params"][0]
    print(f"{name:5} {parameter.device!s:4} same parameter: {parameter is model.weight}")
