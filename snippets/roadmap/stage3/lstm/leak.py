import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

torch.manual_seed(1640)
embedding = nn.Embedding(10, 4, padding_idx=0).double()
lstm = nn.LSTM(4, 8, batch_first=True, bidirectional=True).double()
head = nn.Linear(16, 3).double()
length = torch.tensor([3])


def probabilities(tokens, packing):
    embedded = embedding(torch.tensor([tokens]))
    if packing:
        embedded = pack_padded_sequence(embedded, length, batch_first=True)  # (1)!
    _, (final, _) = lstm(embedded)
    logits = head(torch.cat([final[-2], final[-1]], dim=1))  # (1, 3)
    return logits.softmax(dim=1)[0]


for packing in (False, True):
    for padding in ([], [0] * 5, [9] * 5):
        result = probabilities([5, 2, 7, *padding], packing)
        numbers = [f"{p:.3f}" for p in result.tolist()]
        print(
            f"packing {packing!s:5} padding {padding!s:15}",
            *numbers,
            "class",
            result.argmax().item(),
        )
