import torch
from torch import nn

from hanli.data import digits

torch.manual_seed(1640)
images, labels = digits()  # (N, 1, 8, 8), (N,)
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.Dropout(0.5), nn.Linear(32, 10))


@torch.inference_mode()
def score():
    return nn.functional.cross_entropy(model(images), labels)  # ()


print("forgotten eval(): same data, same loss?", torch.equal(score(), score()))
model.eval()
print("after eval():     same data, same loss?", torch.equal(score(), score()))
