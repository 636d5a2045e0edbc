import torch

network = torch.tensor([0.6, 0.3, 0.1], dtype=torch.float64)  # (3,)
draft = torch.tensor([0.2, 0.3, 0.5], dtype=torch.float64)  # (3,)
torch.manual_seed(1640)
guesses = torch.multinomial(draft, 100_000, replacement=True)  # (100000,)
accepted = torch.rand(100_000) < (network / draft)[guesses]  # (100000,)
left = (network - draft).clamp(min=0)  # (3,)
again = torch.multinomial(left, 100_000, replacement=True)  # (100000,)
tokens = torch.where(accepted, guesses, again)  # (100000,)
frequencies = tokens.bincount(minlength=3) / 100_000  # (3,)
print("accepted within 0.01 of 0.6:", abs(accepted.double().mean().item() - 0.6) < 0.01)
print("frequencies within 0.01:", bool(((frequencies - network).abs() < 0.01).all()))
