import warnings

import torch
from torch import nn

warnings.filterwarnings("ignore", category=FutureWarning)  # the ones seen above
torch.jit.TracerWarning.ignore_lib_warnings()  # (1)!

torch.manual_seed(1640)
model = nn.Sequential(
    nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 6 * 6, 10)
)
images = torch.rand(4, 1, 8, 8)  # (4, 1, 8, 8)

traced = torch.jit.trace(model, images)  # (2)!
print("batches that tracing let BatchNorm see:", model[1].num_batches_tracked.item())  # (3)!

model.eval()
traced.eval()  # (4)!
with torch.inference_mode():
    right = model(images).softmax(1)  # (4, 10)
    wrong = traced(images).softmax(1)  # (4, 10)
    alone = traced(images[:1]).softmax(1)  # (1, 10)
print(f"probabilities off by up to {(wrong - right).abs().max():.3f}")
print(f"the same image alone moves by up to {(alone - wrong[:1]).abs().max():.3f}")
