"""Routing of support tickets to queues: small Transformer encoder from scratch."""
import lightning as L
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from transformers import AutoTokenizer


class Tickets(Dataset):
    def __init__(self, rows, queues, tokenizer, max_length=512):
        self.labels = torch.tensor([queues.index(r["queue"]) for r in rows])
        self.enc = tokenizer(
            [r["subject"] + "\n" + r["body"] for r in rows],
            padding="max_length",
            truncation=True,
            max_length=max_length,
            return_tensors="pt",
        )

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return self.enc["input_ids"][i], self.enc["attention_mask"][i], self.labels[i]


class TicketRouter(L.LightningModule):
    def __init__(self, vocab_size, n_queues, d_model=256, n_heads=8, depth=4, max_length=512):
        super().__init__()
        self.tok = nn.Embedding(vocab_size, d_model)
        self.pos = nn.Embedding(max_length, d_model)
        layer = nn.TransformerEncoderLayer(
            d_model, n_heads, 4 * d_model, dropout=0.1, activation="gelu", batch_first=True, norm_first=True
        )
        self.encoder = nn.TransformerEncoder(layer, depth, norm=nn.LayerNorm(d_model), enable_nested_tensor=False)
        self.classify = nn.Linear(d_model, n_queues)
        self.criterion = nn.CrossEntropyLoss()

    def forward(self, ids, attention_mask):
        positions = torch.arange(ids.size(1), device=ids.device)
        x = self.tok(ids) + self.pos(positions)
        x = self.encoder(x, src_key_padding_mask=~attention_mask.bool())
        weights = attention_mask.unsqueeze(-1).to(x.dtype)
        pooled = (x * weights).sum(1) / weights.sum(1).clamp_min(1.0)
        return self.classify(pooled)

    def training_step(self, batch, _):
        ids, mask, queue = batch
        loss = self.criterion(self(ids, mask), queue)
        self.log("train/loss", loss)
        return loss

    def validation_step(self, batch, _):
        ids, mask, queue = batch
        hit = (self(ids, mask).argmax(-1) == queue).float().mean()
        self.log("val/acc", hit, prog_bar=True, batch_size=len(queue))

    def configure_optimizers(self):
        return torch.optim.AdamW(self.parameters(), lr=3e-4, weight_decay=0.01)


def run(train_rows, val_rows):
    queues = sorted({r["queue"] for r in train_rows})
    tokenizer = AutoTokenizer.from_pretrained("google-bert/bert-base-multilingual-cased")
    train = DataLoader(Tickets(train_rows, queues, tokenizer), batch_size=64, shuffle=True)
    val = DataLoader(Tickets(val_rows, queues, tokenizer), batch_size=128)
    model = TicketRouter(len(tokenizer), len(queues))
    L.Trainer(max_epochs=10, precision="bf16-mixed", gradient_clip_val=1.0).fit(model, train, val)
    return model
