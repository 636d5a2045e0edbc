import torch
import torch.nn as nn
import torch.nn.functional as F


class GCNLayer(nn.Module):
    def __init__(self, d_in, d_out):
        super().__init__()
        self.lin = nn.Linear(d_in, d_out)

    def forward(self, x, adj):
        return adj @ self.lin(x)


class GCN(nn.Module):
    def __init__(self, d_in, d_hidden, n_classes, dropout=0.5):
        super().__init__()
        self.gc1 = GCNLayer(d_in, d_hidden)
        self.gc2 = GCNLayer(d_hidden, n_classes)
        self.dropout = dropout

    def forward(self, x, adj):
        x = F.relu(self.gc1(x, adj))
        x = F.dropout(x, p=self.dropout, training=self.training)
        return self.gc2(x, adj)


def normalize_adj(a):
    a = a + torch.eye(a.size(0), device=a.device)
    d = a.sum(1).pow(-0.5)
    return d[:, None] * a * d[None, :]


def fit(feats, adj, labels, idx_train, idx_val, epochs=200):
    adj = normalize_adj(adj)
    model = GCN(feats.size(1), 16, int(labels.max()) + 1)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01, weight_decay=5e-4)
    for epoch in range(epochs):
        model.train()
        optimizer.zero_grad()
        logits = model(feats, adj)
        loss = F.cross_entropy(logits[idx_train], labels[idx_train])
        loss.backward()
        optimizer.step()

        model.eval()
        with torch.no_grad():
            pred = model(feats, adj).argmax(dim=1)
        val_acc = (pred[idx_val] == labels[idx_val]).float().mean().item()
        if epoch % 10 == 0:
            print(f"{epoch:03d} loss {loss.item():.4f} val {val_acc:.4f}")
    return model
