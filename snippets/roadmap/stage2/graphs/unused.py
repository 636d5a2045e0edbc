import torch

small = torch.tensor(2.0, requires_grad=True)
large = torch.tensor(5.0, requires_grad=True)


def predict(x):
    return small * x if x < 10 else large * x


predict(4.0).backward()
print("small:", small.grad, "large:", large.grad)
predict(20.0).backward()
print("small:", small.grad, "large:", large.grad)
