"""Aqueous solubility (logS) from Morgan fingerprints, with early stopping."""
import sys

import numpy as np
import torch
from rdkit import Chem
from rdkit.Chem import rdFingerprintGenerator
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset


def featurize(csv_path, bits=2048):
    gen = rdFingerprintGenerator.GetMorganGenerator(radius=2, fpSize=bits)
    fps, logs = [], []
    with open(csv_path) as fh:
        next(fh)
        for line in fh:
            smiles, value = line.rstrip("\n").split(",")
            mol = Chem.MolFromSmiles(smiles)
            if mol is not None:
                fps.append(gen.GetFingerprintAsNumPy(mol))
                logs.append(float(value))
    x = torch.tensor(np.stack(fps), dtype=torch.float32)
    return TensorDataset(x, torch.tensor(logs, dtype=torch.float32).unsqueeze(1))


def rmse(model, loader):
    model.eval()
    se, n = 0.0, 0
    with torch.no_grad():
        for x, y in loader:
            se += (model(x) - y).pow(2).sum().item()
            n += y.numel()
    return (se / n) ** 0.5


def train_with_early_stopping(model, train_loader, valid_loader, patience=15, max_epochs=300):
    opt = optim.Adam(model.parameters(), lr=1e-3, weight_decay=1e-5)
    mse = nn.MSELoss()
    best_score, best_weights, waited = float("inf"), None, 0
    for epoch in range(max_epochs):
        model.train()
        for x, y in train_loader:
            opt.zero_grad()
            mse(model(x), y).backward()
            opt.step()
        score = rmse(model, valid_loader)
        if score < best_score:
            best_score, waited = score, 0
            best_weights = model.state_dict()
        else:
            waited += 1
            if waited >= patience:
                print(f"stopped at epoch {epoch}, best valid RMSE {best_score:.3f}")
                break
    model.load_state_dict(best_weights)
    return model


def main(train_csv, valid_csv, test_csv):
    torch.manual_seed(2024)
    model = nn.Sequential(
        nn.Linear(2048, 512), nn.ReLU(), nn.Dropout(0.4), nn.Linear(512, 64), nn.ReLU(), nn.Linear(64, 1)
    )
    train_loader = DataLoader(featurize(train_csv), batch_size=64, shuffle=True)
    valid_loader = DataLoader(featurize(valid_csv), batch_size=512)
    test_loader = DataLoader(featurize(test_csv), batch_size=512)
    model = train_with_early_stopping(model, train_loader, valid_loader)
    print(f"test RMSE {rmse(model, test_loader):.3f}")
    torch.save(model.state_dict(), "logs_mlp.pt")


if __name__ == "__main__":
    main(*sys.argv[1:4])
