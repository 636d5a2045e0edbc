import torch
from safetensors.torch import load_model

from hanli.distributed import export_weights, join, launch, spread


def make():
    return torch.nn.Sequential(*(torch.nn.Linear(8, 8) for _ in range(4)))


def export():
    with join("cpu") as world:
        model = spread(make(), world, "fsdp")
        export_weights(model, "model.safetensors", world)  # (1)!
        return model(torch.ones(1, 8)).detach()


if __name__ == "__main__":
    outputs, _ = launch(export, processes=2)
    model = make()
    load_model(model, "model.safetensors")
    print(f"the same outputs in one process: {torch.allclose(model(torch.ones(1, 8)), outputs)}")
