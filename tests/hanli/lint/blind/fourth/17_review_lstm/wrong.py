import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader


class SentimentLSTM(nn.Module):
    def __init__(self, vocab_size, embed=32, hidden=64):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embed, padding_idx=0)
        self.lstm = nn.LSTM(embed, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, 2)

    def forward(self, tokens, lengths):
        output, _ = self.lstm(self.embedding(tokens))
        last = output[:, -1]
        return self.fc(last)


def collate(batch):
    texts, labels = zip(*batch)
    lengths = torch.tensor([len(t) for t in texts])
    tokens = pad_sequence(texts, batch_first=True, padding_value=0)
    return tokens, lengths, torch.tensor(labels)


def fake_reviews(count, vocab_size):
    return [
        (torch.randint(1, vocab_size, (int(torch.randint(5, 60, ())),)), i % 2)
        for i in range(count)
    ]


def main():
    torch.manual_seed(0)
    loader = DataLoader(fake_reviews(128, 500), batch_size=16, shuffle=True, collate_fn=collate)
    model = SentimentLSTM(vocab_size=500)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(2):
        model.train()
        total = 0.0
        for tokens, lengths, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(tokens, lengths), labels)
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(f"epoch {epoch}: loss {total / len(loader):.4f}")


if __name__ == "__main__":
    main()
