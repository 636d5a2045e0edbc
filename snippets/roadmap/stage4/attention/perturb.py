import torch

from hanli.models import MultiHeadAttention

torch.manual_seed(1640)
model = MultiHeadAttention(embed_dim=8, num_heads=2).double()
inputs = torch.randn(2, 4, 8, dtype=torch.float64)  # (2, 4, 8)
mask = torch.tensor([[True, True, True, True], [True, True, True, False]])  # (2, 4)


def changes(sample, word, options):
    changed = inputs.clone()
    changed[sample, word] = torch.arange(8) - 3.5  # (1)!
    difference = model(changed, **options) - model(inputs, **options)  # (2, 4, 8)
    return [[f"{value:.2f}" for value in row] for row in difference.abs().amax(dim=-1).tolist()]


for sample, word in ((0, 2), (1, 3)):
    print(f"word {word} of sample {sample} changes")
    for options in ({}, {"mask": mask}, {"causal": True}, {"mask": mask, "causal": True}):
        rows = changes(sample, word, options)
        print(f"{'+'.join(options) or 'no mask':12}", *(" ".join(row) for row in rows), sep="  ")
allowed = torch.ones(4, 4, dtype=torch.bool).tril() & mask[:, None, None, :]  # (2, 1, 4, 4)
print("sample 1 may read", allowed[1, 0].int().tolist())
