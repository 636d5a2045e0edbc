import torch

for name, write in {
    "wide[0].add_(1)": lambda wide: wide[0].add_(1),
    "wide.fill_(5)": lambda wide: wide.fill_(5),
    "wide[:, 0].add_(1)": lambda wide: wide[:, 0].add_(1),
    "wide.add_(1)": lambda wide: wide.add_(1),
    "wide.clone()[0].add_(1)": lambda wide: wide.clone()[0].add_(1),
}.items():
    wide = torch.zeros(1, 3).expand(2, 3)  # (2, 3)
    try:
        write(wide)
        print(f"{name:23} {wide.tolist()}")
    except RuntimeError as error:
        print(f"{name:23} {type(error).__name__}")
