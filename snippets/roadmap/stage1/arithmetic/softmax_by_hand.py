import torch


def softmax(scores):
    powers = scores.exp()
    return powers / powers.sum()


print(softmax(torch.tensor([1.0, 2.0, 3.0])))
print(softmax(torch.tensor([1.0, 2.0, 300.0])))
