"""Features of many batches that are kept, with their graphs and without."""

import timm
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader


class Index:
    def __init__(self, name, device):
        self.backbone = timm.create_model(name, pretrained=True, num_classes=0).to(device).eval()

    def embed(self, dataset):
        rows = []
        for images, _ in DataLoader(dataset, batch_size=64):
            rows.append(F.normalize(self.backbone(images), dim=1).cpu())  # expect: keep-graph
        return torch.cat(rows)

    def embed_rows(self, dataset):
        rows = []
        for images, _ in DataLoader(dataset, batch_size=64):
            rows.extend(self.backbone(images).cpu())  # expect: keep-graph
        return torch.stack(rows)

    def embed_by_name(self, dataset):
        found = {}
        for images, names in DataLoader(dataset, batch_size=1):
            found[names[0]] = self.backbone(images)[0].cpu()  # expect: keep-graph
        return found

    def embed_unrecorded(self, dataset):
        rows, found = [], {}
        with torch.inference_mode():
            for images, names in DataLoader(dataset, batch_size=1):
                rows.extend(self.backbone(images).cpu())
                found[names[0]] = self.backbone(images)
        return rows, found

    def embed_detached(self, dataset):
        rows, found, last = [], {}, {}
        for images, names in DataLoader(dataset, batch_size=1):
            features = self.backbone(images)
            rows.extend(features.detach().cpu())
            rows.extend(features.tolist())
            found[names[0]] = features.detach().cpu().numpy()
            last["features"] = features
        return rows, found, last


def train(loader, optimizer, heads):
    model = timm.create_model("resnet18")
    for x, y in loader:
        optimizer.zero_grad()
        outputs, parts = {}, []
        for name in heads:
            outputs[name] = model(x)
            parts.extend(model(x))
        loss = sum(F.cross_entropy(one, y) for one in outputs.values()) + torch.stack(parts).mean()
        loss.backward()
        optimizer.step()
