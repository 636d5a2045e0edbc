import torch
import torch.nn as nn
from torch.nn.utils.rnn import pad_sequence

PAD = 0


def collate(items):
    ids = pad_sequence([torch.as_tensor(seq) for seq, _ in items], batch_first=True, padding_value=PAD)
    return ids, torch.tensor([lab for _, lab in items], dtype=torch.float32)


class ReviewClassifier(nn.Module):
    def __init__(self, vocab_size, d=128, heads=4, depth=2, max_len=512):
        super().__init__()
        self.tok = nn.Embedding(vocab_size, d, padding_idx=PAD)
        self.pos = nn.Parameter(torch.randn(1, max_len, d) * 0.02)
        layer = nn.TransformerEncoderLayer(d, heads, 4 * d, dropout=0.1, batch_first=True, norm_first=True)
        self.encoder = nn.TransformerEncoder(layer, depth, enable_nested_tensor=False)
        self.cls = nn.Linear(d, 1)

    def forward(self, ids):
        x = self.tok(ids) + self.pos[:, :ids.size(1)]
        pad_mask = ids == PAD
        x = self.encoder(x, src_key_padding_mask=pad_mask)
        keep = (ids != PAD).unsqueeze(-1).to(x.dtype)
        pooled = (x * keep).sum(dim=1) / keep.sum(dim=1).clamp(min=1.0)
        return self.cls(pooled).squeeze(-1)


def train_epoch(model, loader, optimizer, device):
    model.train()
    criterion = nn.BCEWithLogitsLoss()
    running, count = 0.0, 0
    for ids, label in loader:
        ids, label = ids.to(device), label.to(device)
        loss = criterion(model(ids), label)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        running += loss.item() * label.size(0)
        count += label.size(0)
    return running / count
