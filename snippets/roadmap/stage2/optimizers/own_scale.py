import torch

D = torch.float64
lr, eps = 0.1, 1e-8
gradients = torch.tensor([[4.0, 0.01], [2.0, 0.03], [-1.0, 0.02]], dtype=D)  # (3, 2)


def theirs(kind, **options):
    weight = torch.zeros(2, dtype=D, requires_grad=True)
    optimizer = kind([weight], lr=lr, **options)
    for g in gradients:
        weight.grad = g.clone()
        optimizer.step()
    return weight.detach()


def adagrad(w, total=0.0):
    for g in gradients:
        total = total + g**2  # (1)!
        w = w - lr * g / (total.sqrt() + 1e-10)
    return w


def rmsprop(w, average=0.0):
    for g in gradients:
        average = 0.99 * average + 0.01 * g**2  # (2)!
        w = w - lr * g / (average.sqrt() + eps)
    return w


start = torch.zeros(2, dtype=D)  # (2,)
print("Adagrad", adagrad(start), torch.allclose(adagrad(start), theirs(torch.optim.Adagrad)))
print("RMSprop", rmsprop(start), torch.allclose(rmsprop(start), theirs(torch.optim.RMSprop)))
