import torch

model = torch.nn.Linear(64, 10)
parameters = model.parameters()  # a generator: it can be walked through once
print(sum(p.numel() for p in parameters), "numbers")
torch.optim.SGD(parameters, lr=0.1)
