import torch
from torch.nn.utils.rnn import pack_padded_sequence

embedded = torch.randn(2, 4, 3)  # (2, 4, 3)
lengths = torch.tensor([2, 4])  # (2,)
attempts = {
    "an empty text": (torch.tensor([0, 4]), False),
    "lengths elsewhere": (lengths.flip(0).to("meta"), True),
    "not sorted": (lengths, True),
}
for name, (given, enforce_sorted) in attempts.items():
    try:
        pack_padded_sequence(embedded, given, batch_first=True, enforce_sorted=enforce_sorted)
    except RuntimeError as error:
        print(f"{name}: {str(error).partition('. You')[0]}")

too_long = pack_padded_sequence(embedded, [2, 5], batch_first=True, enforce_sorted=False)
print("rows:", len(too_long.data), "promised:", int(too_long.batch_sizes.sum()))  # (1)!
try:
    torch.nn.LSTM(3, 4)(too_long)
except RuntimeError as error:
    print("the LSTM:", error)
