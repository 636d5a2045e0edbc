import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")  # (1)!

torch.manual_seed(1640)
model = torch.nn.Linear(3, 1).to(device)  # (2)!
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
dataset = torch.utils.data.TensorDataset(torch.rand(32, 3), torch.rand(32, 1))

for features, targets in torch.utils.data.DataLoader(dataset, batch_size=8):
    features, targets = features.to(device), targets.to(device)  # (3)!
    loss = torch.nn.functional.mse_loss(model(features), targets)  # ()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

kinds = {tensor.device.type for tensor in (features, targets, loss, model.weight.grad)}
print("everything in one place:", kinds == {device.type})
print("a Python number, back home:", isinstance(loss.item(), float))  # (4)!
