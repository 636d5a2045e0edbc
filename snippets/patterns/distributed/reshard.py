import torch
from torch import nn
from torch.distributed.checkpoint.state_dict import StateDictOptions, get_model_state_dict

from hanli.distributed import Checkpoints, find_complete_checkpoints, join, launch, spread


def prepare(world, how):
    torch.manual_seed(world.rank)
    model = nn.Sequential(nn.Linear(8, 16), nn.GELU(), nn.Linear(16, 2))
    model = spread(model, world, how, layers=[model[0], model[2]])
    return model, torch.optim.AdamW(model.parameters())


def write():
    with join("cpu") as world:
        model, optimizer = prepare(world, "fsdp")
        for _ in range(3):
            optimizer.zero_grad()
            model(torch.randn(4, 8)).square().mean().backward()
            optimizer.step()
        Checkpoints("run", world).save(3, model, optimizer)
        return get_model_state_dict(model, options=StateDictOptions(full_state_dict=True))


def read():
    with join("cpu") as world:
        model, optimizer = prepare(world, "ddp")  # (1)!
        kept = Checkpoints("run", world).load(model, optimizer)
        return kept["step"], get_model_state_dict(model)


if __name__ == "__main__":
    whole, _ = launch(write, processes=2)  # (2)!
    print(*sorted(file.name for file in find_complete_checkpoints("run")[-1].iterdir()))
    step, found = read()
    print(f"step {step}, all {len(whole)} tensors equal:", end=" ")
    print(all(torch.equal(whole[name], found[name]) for name in whole))
