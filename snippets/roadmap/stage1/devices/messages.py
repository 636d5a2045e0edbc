import torch

on_meta = torch.ones(3, device="meta")  # (3,)
scalar = torch.tensor(2.0, device="meta")  # ()
for attempt in (
    lambda: torch.ones(3) * scalar,
    lambda: on_meta.numpy(),
    lambda: on_meta.cpu(),
    lambda: torch.ones(3, requires_grad=True).numpy(),  # (1)!
    lambda: torch.ones(3).to("gpu"),
):
    try:
        attempt()
    except (RuntimeError, TypeError) as error:
        message = str(error).split(". ")[0].split(", ")[0]
        print(type(error).__name__, "|", message)
