import torch
from torch.nn.utils.rnn import pad_sequence

from hanli.models import LSTMTagger

torch.manual_seed(1640)
model = LSTMTagger(50, 6).double().eval()
rows = [torch.randint(1, 50, (length,)) for length in (2, 7, 4)]
lengths = torch.tensor([len(row) for row in rows])  # (3,)
together = model(pad_sequence(rows, batch_first=True), lengths)  # (3, 7, 6)
for number, row in enumerate(rows):
    alone = model(row.unsqueeze(0), lengths[number : number + 1])[0]
    difference = (together[number, : len(row)] - alone).abs().max().item()
    print(f"{len(row)} words: largest difference {difference:.6f}")
