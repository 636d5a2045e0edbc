import logging
import os

import torch
from torch import nn

from hanli.data import digits

os.environ["TORCHINDUCTOR_CACHE_DIR"] = os.path.abspath("compiled")  # (1)!
logging.getLogger("torch.utils.cpp_extension").setLevel(logging.ERROR)
images, labels = digits()
images, labels = images[:64].flatten(1), labels[:64]  # (64, 64), (64,)


def train(compiled):
    torch.manual_seed(1640)
    model = nn.Sequential(nn.Linear(64, 32), nn.GELU(), nn.Linear(32, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    if compiled:
        model.compile()  # (2)!
    for _ in range(5):
        loss = nn.functional.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.detach(), [parameter.grad for parameter in model.parameters()]


loss, gradients = train(False)
own_loss, own_gradients = train(True)
largest = max((a - b).abs().max().item() for a, b in zip(gradients, own_gradients, strict=True))
print("loss of step 4 within 1e-5:", (own_loss - loss).abs().item() < 1e-5)
print("gradients of step 4 within 1e-5:", largest < 1e-5)
