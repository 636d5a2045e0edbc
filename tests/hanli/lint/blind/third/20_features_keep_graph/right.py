"""Build and query an embedding index for product-image search."""
import argparse
from pathlib import Path

import timm
import torch
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader, Dataset


class CatalogImages(Dataset):
    def __init__(self, folder, transform):
        self.paths = sorted(Path(folder).rglob("*.jpg"))
        self.transform = transform

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, i):
        with Image.open(self.paths[i]) as im:
            return self.transform(im.convert("RGB")), i


class ImageIndex:
    def __init__(self, arch="convnext_small.fb_in22k", device="cuda"):
        self.device = torch.device(device)
        self.backbone = timm.create_model(arch, pretrained=True, num_classes=0).to(self.device).eval()
        config = timm.data.resolve_model_data_config(self.backbone)
        self.transform = timm.data.create_transform(**config, is_training=False)
        self.paths, self.vectors = [], None

    @torch.no_grad()
    def embed(self, dataset, batch_size=128, workers=8):
        loader = DataLoader(dataset, batch_size=batch_size, num_workers=workers, pin_memory=True)
        rows = []
        for images, _ in loader:
            features = self.backbone(images.to(self.device, non_blocking=True))
            rows.append(F.normalize(features, dim=1).cpu())
        return torch.cat(rows)

    def build(self, folder):
        catalog = CatalogImages(folder, self.transform)
        self.paths = [str(p) for p in catalog.paths]
        self.vectors = self.embed(catalog)
        return self

    def save(self, path):
        torch.save({"paths": self.paths, "vectors": self.vectors}, path)

    def load(self, path):
        blob = torch.load(path, map_location="cpu")
        self.paths, self.vectors = blob["paths"], blob["vectors"]
        return self

    def search(self, folder, k=10):
        queries = CatalogImages(folder, self.transform)
        similarity = self.embed(queries) @ self.vectors.T
        scores, hits = similarity.topk(k, dim=1)
        for path, row, ids in zip(queries.paths, scores.tolist(), hits.tolist()):
            yield str(path), [(self.paths[j], s) for j, s in zip(ids, row)]


def main():
    p = argparse.ArgumentParser()
    p.add_argument("command", choices=["build", "search"])
    p.add_argument("folder")
    p.add_argument("--index", default="catalog.pt")
    a = p.parse_args()
    if a.command == "build":
        ImageIndex().build(a.folder).save(a.index)
    else:
        for query, results in ImageIndex().load(a.index).search(a.folder):
            print(query, *[f"{name}:{score:.3f}" for name, score in results], sep="\t")


if __name__ == "__main__":
    main()
