import torch
from babel import Locale
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence

torch.set_num_threads(1)  # more threads do not help a net this small
languages = ["de", "fi", "fr", "hu", "pl", "tr"]
tables = [dict(Locale(code).territories) | dict(Locale(code).languages) for code in languages]
held_out = set(sorted(tables[0])[::5])  # (1)!
names = {name: (key, label) for label, table in enumerate(tables) for key, name in table.items()}
training, validation = [], []
for name, (key, label) in names.items():  # (2)!
    text = torch.tensor([min(ord(letter), 999) for letter in name])
    (validation if key in held_out else training).append((text, label))


def forward(samples, packed):
    texts, labels = zip(*samples, strict=True)
    letters = pad_sequence(texts, batch_first=True)
    lengths = [len(text) if packed else letters.shape[1] for text in texts]  # (3)!
    read = pack_padded_sequence(embed(letters), lengths, batch_first=True, enforce_sorted=False)
    _, (last, _) = lstm(read)
    return head(last[-1]), torch.tensor(labels)


for packed in (True, False):
    torch.manual_seed(1640)
    embed, lstm, head = nn.Embedding(1000, 16), nn.LSTM(16, 64, batch_first=True), nn.Linear(64, 6)
    optimizer = torch.optim.AdamW(nn.ModuleList([embed, lstm, head]).parameters(), lr=0.01)
    for chosen in torch.cat([torch.randperm(len(training)) for _ in range(3)]).split(64):
        scores, labels = forward([training[index] for index in chosen], packed)
        loss = nn.functional.cross_entropy(scores, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.inference_mode():
        scores, labels = forward(validation, packed)
    accuracy = (scores.argmax(dim=1) == labels).double().mean()
    goal, reached = (">= 0.60", accuracy >= 0.60) if packed else ("<= 0.40", accuracy <= 0.40)
    print(f"packed {packed}: accuracy {goal}: {reached}")
