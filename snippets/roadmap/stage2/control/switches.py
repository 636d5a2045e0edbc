import torch

w = torch.tensor(2.0, requires_grad=True)


def tell(where):
    y = w * 3
    recording = torch.is_grad_enabled()
    print(f"{where:26} recording {recording!s:5} y wants {y.requires_grad}")


tell("plain")
with torch.no_grad():
    tell("no_grad")
    with torch.enable_grad():  # (1)!
        tell("enable_grad in no_grad")
    tell("no_grad again")
with torch.enable_grad():  # (2)!
    tell("enable_grad alone")
with torch.inference_mode():
    tell("inference_mode")
    with torch.enable_grad():
        tell("enable_grad in inference")  # (3)!
