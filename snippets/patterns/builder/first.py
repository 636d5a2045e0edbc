from pathlib import Path

import torch

from hanli.builder import build, describe

Path("digits.yaml").write_text(
    """\
name: digits
input: [1, 8, 8]          # one grey image of 8×8, without the batch
layers:
  - {type: conv2d, channels: 16, norm: batch, activation: relu}
  - {type: residual_block, channels: 32, num_blocks: 2, stride: 2}
  - {type: pooling, kind: max}
  - {type: flatten}
  - {type: linear, features: 32, activation: relu, dropout: 0.2}
head: {outputs: 10}
""",
    encoding="utf-8",
)

print(describe(Path("digits.yaml")))  # (1)!
model = build(Path("digits.yaml"))  # (2)!
logits = model(torch.rand(5, 1, 8, 8))  # (5, 10)
