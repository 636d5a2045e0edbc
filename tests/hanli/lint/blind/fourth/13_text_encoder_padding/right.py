import torch
from torch import nn


class EncoderForClassification(nn.Module):
    def __init__(self, vocab_size, num_labels, hidden_size=64, num_heads=4, num_layers=2):
        super().__init__()
        self.embeddings = nn.Embedding(vocab_size, hidden_size, padding_idx=0)
        layer = nn.TransformerEncoderLayer(
            hidden_size, num_heads, 4 * hidden_size, batch_first=True
        )
        self.encoder = nn.TransformerEncoder(layer, num_layers, enable_nested_tensor=False)
        self.classifier = nn.Linear(hidden_size, num_labels)

    def forward(self, input_ids, attention_mask):
        hidden = self.embeddings(input_ids)
        hidden = self.encoder(hidden, src_key_padding_mask=attention_mask == 0)
        weights = attention_mask.unsqueeze(-1).to(hidden.dtype)
        pooled = (hidden * weights).sum(dim=1) / weights.sum(dim=1).clamp(min=1)
        return self.classifier(pooled)


def collate(texts, pad_id=0):
    length = max(len(t) for t in texts)
    input_ids = torch.full((len(texts), length), pad_id)
    attention_mask = torch.zeros(len(texts), length, dtype=torch.long)
    for row, tokens in enumerate(texts):
        input_ids[row, : len(tokens)] = torch.tensor(tokens)
        attention_mask[row, : len(tokens)] = 1
    return input_ids, attention_mask


def main():
    torch.manual_seed(0)
    texts = [[5, 8, 2, 9], [7, 3], [4, 4, 6, 1, 2, 3]]
    labels = torch.tensor([0, 1, 0])
    model = EncoderForClassification(vocab_size=30, num_labels=2)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    model.train()
    for _ in range(5):
        logits = model(*collate(texts))
        loss = nn.functional.cross_entropy(logits, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"loss {loss.item():.4f}")


if __name__ == "__main__":
    main()
