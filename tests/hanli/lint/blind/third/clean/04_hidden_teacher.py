import lightning as L
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader
from torchvision.models import mobilenet_v3_small, resnet101

from birds.data import BirdPhotos


class DistilledBirds(L.LightningModule):
    def __init__(self, teacher, n_species, temperature=4.0, alpha=0.7, lr=2e-3):
        super().__init__()
        self.student = mobilenet_v3_small(num_classes=n_species)
        self._outside = [teacher.eval().requires_grad_(False)]
        self.temperature, self.alpha, self.lr = temperature, alpha, lr

    def on_train_start(self):
        self._outside[0].to(self.device)

    def forward(self, photo):
        return self.student(photo)

    def training_step(self, batch, batch_idx):
        photo, species = batch
        t = self.temperature
        with torch.no_grad():
            soft = F.log_softmax(self._outside[0](photo) / t, dim=1)
        logits = self(photo)
        match = F.kl_div(F.log_softmax(logits / t, dim=1), soft, reduction="batchmean", log_target=True) * t * t
        loss = self.alpha * match + (1 - self.alpha) * F.cross_entropy(logits, species)
        self.log("train/loss", loss)
        return loss

    def validation_step(self, batch, batch_idx):
        photo, species = batch
        hit = (self(photo).argmax(dim=1) == species).float().mean()
        self.log("val/top1", hit, prog_bar=True, batch_size=species.numel())

    def configure_optimizers(self):
        return torch.optim.AdamW(self.parameters(), lr=self.lr, weight_decay=0.02)


def main():
    L.seed_everything(3, workers=True)
    train_set, val_set = BirdPhotos("train"), BirdPhotos("val")
    teacher = resnet101(num_classes=train_set.n_species)
    teacher.load_state_dict(torch.load("teacher_r101.pt", map_location="cpu", weights_only=True))
    module = DistilledBirds(teacher, train_set.n_species)
    trainer = L.Trainer(max_epochs=60, devices=1, precision="16-mixed")
    trainer.fit(
        module,
        DataLoader(train_set, batch_size=128, shuffle=True, num_workers=8, drop_last=True),
        DataLoader(val_set, batch_size=256, num_workers=8),
    )
    torch.save(module.student.state_dict(), "birds_mobile.pt")


if __name__ == "__main__":
    main()
