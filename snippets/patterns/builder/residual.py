import torch
from torchvision.models.resnet import BasicBlock

from hanli.builder import build, describe

blocks = {"type": "residual_block", "channels": 64, "num_blocks": 2}
config = {
    "input": [3, 32, 32],
    "layers": [
        {"type": "conv2d", "channels": 64, "norm": "batch", "activation": "relu"},
        blocks,
        blocks | {"channels": 128, "stride": 2},  # (1)!
        blocks | {"channels": 256, "stride": 2},
        blocks | {"channels": 512, "stride": 2},
    ],
    "head": {"outputs": 10},
}
print(describe(config))

ours = build({"input": [64, 8, 8], "layers": [{"type": "residual_block", "channels": 64}]})
theirs = BasicBlock(64, 64)
theirs.load_state_dict(
    dict(zip(theirs.state_dict(), ours.state_dict().values(), strict=True))
)  # (2)!
images = torch.rand(2, 64, 8, 8)  # (N, C, H, W)
print(torch.allclose(ours(images), theirs(images), atol=1e-6))
