import torch
import torch.nn as nn
from torch.utils.data import DataLoader


class TextCNN(nn.Module):
    def __init__(self, vocab_size, n_classes, emb=128, kernels=(3, 4, 5)):
        super().__init__()
        self.emb = nn.Embedding(vocab_size, emb, padding_idx=0)
        self.convs = nn.ModuleList([nn.Conv1d(emb, 100, k, padding=k // 2) for k in kernels])
        self.drop = nn.Dropout(0.5)
        self.out = nn.Linear(100 * len(kernels), n_classes)

    def forward(self, ids):
        e = self.emb(ids).transpose(1, 2)
        pooled = [torch.relu(c(e)).amax(dim=2) for c in self.convs]
        return self.out(self.drop(torch.cat(pooled, dim=1)))


def evaluate(model, loader, device):
    model.eval()
    n_right, n_total = 0, 0
    with torch.no_grad():
        for ids, label in loader:
            ids, label = ids.to(device), label.to(device)
            n_right += (model(ids).argmax(-1) == label).sum().item()
            n_total += label.size(0)
    return n_right / n_total


def run(train_ds, dev_ds, vocab_size, n_classes, epochs=8, device="cuda"):
    train_dl = DataLoader(train_ds, batch_size=64, shuffle=True)
    dev_dl = DataLoader(dev_ds, batch_size=256)
    model = TextCNN(vocab_size, n_classes).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    loss_fn = nn.CrossEntropyLoss()

    for epoch in range(epochs):
        model.train()
        for ids, label in train_dl:
            ids, label = ids.to(device), label.to(device)
            loss = loss_fn(model(ids), label)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        dev_acc = evaluate(model, dev_dl, device)
        print(f"epoch {epoch} last_loss {loss.item():.4f} dev_acc {dev_acc:.4f}")
    return model
