import torch

gradients = torch.tensor([[4.0, 0.01], [2.0, 0.03], [-1.0, 0.02]]).double()  # (3, 2)


def by_torch(kind):
    weight = torch.zeros(2, dtype=torch.float64, requires_grad=True)  # (2,)
    optimizer = kind([weight], lr=0.1)
    for g in gradients:
        weight.grad = g.clone()
        optimizer.step()
    return [round(x, 4) for x in weight.tolist()]


w_adagrad = w_rmsprop = total = average = torch.zeros(2, dtype=torch.float64)  # (1)!
for g in gradients:
    total = total + g**2  # (2)!
    w_adagrad = w_adagrad - 0.1 * g / (total.sqrt() + 1e-10)
    average = 0.99 * average + 0.01 * g**2  # (3)!
    w_rmsprop = w_rmsprop - 0.1 * g / (average.sqrt() + 1e-8)

print("by hand:", [round(x, 4) for x in w_adagrad.tolist()])
print("Adagrad:", by_torch(torch.optim.Adagrad))
print("by hand:", [round(x, 4) for x in w_rmsprop.tolist()])
print("RMSprop:", by_torch(torch.optim.RMSprop))
