import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from hanli.data import digits

images, labels = digits()
loader = DataLoader(TensorDataset(images.double(), labels), batch_size=128)
torch.manual_seed(0)
layers = [nn.Flatten(), nn.Linear(64, 32), nn.Tanh(), nn.Linear(32, 10), nn.Softmax(dim=1)]  # (1)!
model = nn.Sequential(*layers).double()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
loss_function = nn.CrossEntropyLoss()

for _ in range(10):
    for inputs, targets in loader:
        optimizer.zero_grad()
        loss = loss_function(model(inputs), targets)
        loss.backward()
        optimizer.step()

model.eval()
with torch.no_grad():
    accuracy = (model(images.double()).argmax(1) == labels).double().mean()  # ()
print(f"after training: loss {loss.item():.4f}, accuracy {accuracy.item():.4f}")
