"""Names that look like PyTorch's and are not, and names that do not and are."""

import torch as t
from torch.nn import functional as func
from torch.optim import SGD as Rule


class F:
    @staticmethod
    def softmax(x):
        return x


class nn:
    class Softmax:
        pass


def upsample(x):
    return x


def own(torch, x):
    torch.save(x, "x")
    torch.qr(x)
    return F.softmax(x), nn.Softmax(), upsample(x)


def disguised(network, rows, x):
    rule = Rule(network.parameters(), lr=0.1)
    for row in rows:
        func.mse_loss(network(row), x).backward()  # expect: missing-zero-grad
        rule.step()
    return func.softmax(x), t.qr(x)  # expect: dead-api, dead-api
