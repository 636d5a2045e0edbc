import torch

data = torch.tensor(2.0)
w = torch.tensor(3.0, requires_grad=True)
product = w * data
product.retain_grad()  # (1)!
loss = product**2
loss.backward()
tensors = {"data": data, "w": w, "product": product}
for name, tensor in tensors.items():
    print(name, tensor.is_leaf, tensor.requires_grad, tensor.grad)
print("loss", loss.is_leaf, loss.requires_grad)
