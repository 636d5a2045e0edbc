import torch

w = torch.tensor(2.0, requires_grad=True)
with torch.no_grad():
    prediction = w * 3
loss = (prediction - 5) ** 2
loss.backward()
