import torch


def usual(embed_dim, max_length):
    positions = torch.arange(max_length).unsqueeze(1)
    angles = positions / 10000 ** (torch.arange(0, embed_dim, 2) / embed_dim)
    table = torch.zeros(max_length, embed_dim)
    table[:, 0::2], table[:, 1::2] = angles.sin(), angles.cos()
    return table


def add(inputs, max_length=50):
    return inputs + usual(inputs.shape[2], max_length)[: inputs.shape[1]]


for case, inputs in (("width 7", torch.zeros(2, 3, 7)), ("60 words", torch.zeros(2, 60, 4))):
    try:
        add(inputs)
    except RuntimeError as error:
        print(f"{case}: {str(error).split(' at ')[0]}")
batch_first = add(torch.zeros(3, 4, 4))[1]  # (4, 4)
sequence_first = add(torch.zeros(4, 3, 4))[:, 1]  # (4, 4)
for name, codes in (("(B, L, E)", batch_first), ("(L, B, E)", sequence_first)):
    first = [f"{value:.2f}" for value in codes[:, 0].tolist()]
    print(f"{name}: positions 0 to 3 {first}, std {codes[:, 0].std().item():.2f}")
