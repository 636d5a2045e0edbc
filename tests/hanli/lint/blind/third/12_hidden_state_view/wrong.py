import lightning as L
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from torch.utils.data import DataLoader

from ppg.records import RhythmRecords


def collate_records(records):
    signals, rhythms = zip(*records)
    lengths = torch.tensor([len(s) for s in signals])
    return pad_sequence(signals, batch_first=True), lengths, torch.tensor(rhythms)


class RhythmClassifier(L.LightningModule):
    """Atrial-fibrillation detection from wrist PPG of variable duration."""

    def __init__(self, channels=3, hidden=96, layers=2, n_rhythms=4, lr=1e-3):
        super().__init__()
        self.save_hyperparameters()
        self.norm = nn.LayerNorm(channels)
        self.gru = nn.GRU(channels, hidden, layers, batch_first=True, bidirectional=True, dropout=0.2)
        self.head = nn.Sequential(
            nn.Linear(2 * layers * hidden, hidden),
            nn.GELU(),
            nn.Dropout(0.2),
            nn.Linear(hidden, n_rhythms),
        )

    def forward(self, signal, lengths):
        packed = pack_padded_sequence(self.norm(signal), lengths.cpu(), batch_first=True, enforce_sorted=False)
        _, h_n = self.gru(packed)
        summary = h_n.view(signal.size(0), -1)
        return self.head(summary)

    def training_step(self, batch, batch_idx):
        signal, lengths, rhythm = batch
        loss = F.cross_entropy(self(signal, lengths), rhythm)
        self.log("train_loss", loss)
        return loss

    def validation_step(self, batch, batch_idx):
        signal, lengths, rhythm = batch
        logits = self(signal, lengths)
        n = rhythm.numel()
        self.log("val_loss", F.cross_entropy(logits, rhythm), batch_size=n, prog_bar=True)
        self.log("val_acc", (logits.argmax(1) == rhythm).float().mean(), batch_size=n, prog_bar=True)

    def configure_optimizers(self):
        return torch.optim.AdamW(self.parameters(), lr=self.hparams.lr)


def main():
    L.seed_everything(11, workers=True)
    train = DataLoader(
        RhythmRecords("records/train"), batch_size=64, shuffle=True, collate_fn=collate_records, num_workers=4
    )
    val = DataLoader(RhythmRecords("records/val"), batch_size=128, collate_fn=collate_records, num_workers=4)
    trainer = L.Trainer(max_epochs=40, gradient_clip_val=1.0, log_every_n_steps=20)
    trainer.fit(RhythmClassifier(), train, val)


if __name__ == "__main__":
    main()
