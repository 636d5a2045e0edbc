import torch

network = torch.tensor([0.6, 0.3, 0.1], dtype=torch.float64)  # (3,)
draft = torch.tensor([0.2, 0.3, 0.5], dtype=torch.float64)  # (3,)
accepted = torch.minimum(network, draft)  # (3,)
left = (network - draft).clamp(min=0)  # (3,)
rejected = 1 - accepted.sum()  # ()
result = accepted + rejected * left / left.sum()  # (3,)
print("accepted:", round(accepted.sum().item(), 2))
print("distribution:", result, "as the network:", torch.allclose(result, network))
naive = accepted + rejected * network  # (3,)
print("draw again from the network instead:", naive)
