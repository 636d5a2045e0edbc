import torch


def attend(queries, keys, mask):
    scores = queries @ keys.mT  # (B, T, S)
    if mask is not None:
        scores = scores.masked_fill(~mask.unsqueeze(1), -torch.inf)  # (1)!
    weights = scores.softmax(dim=-1)  # (B, T, S)
    return weights @ keys, weights


torch.manual_seed(1640)
queries = torch.rand(2, 3, 8, dtype=torch.float64)  # (2, 3, 8)
keys = torch.rand(2, 5, 8, dtype=torch.float64)  # (2, 5, 8)
lengths = torch.tensor([5, 3])  # (2,)
mask = torch.arange(5) < lengths.unsqueeze(1)  # (2, 5)
print(mask.int().tolist())
context, weights = attend(queries, keys, mask)  # (2, 3, 8), (2, 3, 5)
print("weights of sequence 1:", [round(weight, 3) for weight in weights[1, 0].tolist()])
changed = keys.clone()
changed[1, 3:] = 7.0
for label, seen in (("with mask", mask), ("without", None)):
    difference = attend(queries, changed, seen)[0] - attend(queries, keys, seen)[0]
    print(f"{label:9} padding changed, context changes by {difference.abs().max().item():.3f}")
