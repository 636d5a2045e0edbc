import torch

from hanli.builder import build, describe


def network(positions):
    layers = [
        {"type": "conv2d", "channels": 16, "kernel": 2, "stride": 2, "padding": "none"},
        {"type": "sequence", "positions": positions},
        {"type": "attention", "heads": 4},
        {"type": "linear", "features": 16, "activation": "gelu"},
    ]
    return {"input": [1, 8, 8], "layers": layers, "head": {"outputs": 10}}


print(describe(network(positions=True)))

patches = torch.rand(3, 1, 4, 2, 4, 2)  # (N, C, rows, P, columns, P)
images = patches.reshape(3, 1, 8, 8)  # (N, C, 8, 8)
mirrored = patches.flip(4).reshape(3, 1, 8, 8)  # (N, C, 8, 8)

for positions in (True, False):
    model = build(network(positions)).eval()
    with torch.inference_mode():
        same = torch.allclose(model(images), model(mirrored), atol=1e-5)  # (1)!
    print(f"positions {positions}: patches in another order, same answer: {same}")
