import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(1640)
for size in (10, 100):
    dataset = TensorDataset(torch.rand(size, 4), torch.rand(size, 1))
    model = nn.Linear(4, 1)
    before = model.weight.clone()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    made = DataLoader(dataset, batch_size=32, shuffle=True, drop_last=True)  # (1)!
    steps = seen = 0
    for inputs, targets in made:
        nn.functional.mse_loss(model(inputs), targets).backward()
        optimizer.step()
        optimizer.zero_grad()
        steps, seen = steps + 1, seen + len(inputs)
    changed = not torch.equal(model.weight, before)
    print(f"{size} items: {steps} steps, {seen} seen, the model changed: {changed}")
