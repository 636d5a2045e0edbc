import torch

x = torch.tensor([1.0, 2.0, 3.0])  # (3,)
weights = torch.tensor([4.0, 5.0, 6.0], requires_grad=True)  # (3,)
array = x.cpu().numpy()
print(array, type(array).__name__)
print(weights.detach().cpu().numpy())
print(weights.numpy(force=True))

array[0] = 7  # (1)!
print(x)
