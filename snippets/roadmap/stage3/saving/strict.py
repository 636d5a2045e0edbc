from torch import nn

source, target = nn.Linear(2, 1), nn.Linear(2, 1)
before = target.weight.clone()
state = {f"module.{name}": tensor for name, tensor in source.state_dict().items()}
result = target.load_state_dict(state, strict=False)
print("missing   ", result.missing_keys)
print("unexpected", result.unexpected_keys)
print("change    ", (target.weight - before).abs().max().item())
try:
    nn.Linear(2, 3).load_state_dict(source.state_dict(), strict=False)
except RuntimeError as error:
    print(str(error).splitlines()[1].strip())
