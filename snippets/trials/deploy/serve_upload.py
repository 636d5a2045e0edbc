import io

import torch
from fastapi.testclient import TestClient
from PIL import Image

from hanli.export import Bundle
from hanli.serve import create_app


def net(batch):
    return torch.stack([batch.mean(dim=(1, 2, 3)), torch.full((len(batch),), 0.5)], dim=1)


def file(kind, size=(80, 80), mode="L"):
    stream = io.BytesIO()
    Image.new(mode, size, "white").save(stream, kind)
    return stream.getvalue()


client = TestClient(create_app(Bundle("light", "1", "0" * 64, ("bright", "dark"), (1, 8, 8), net)))
bomb = file("PNG", (12_000, 12_000), "1")  # (1)!
print(f"the bomb is smaller than 50 kB: {len(bomb) < 50_000}")
files = {
    "PNG": file("PNG"),
    "JPEG": file("JPEG"),
    "GIF": file("GIF"),
    "half a JPEG": file("JPEG")[:300],
    "no picture": b"MZ" + bytes(100),
    "bomb": bomb,
    "2 MB": bytes(2_000_000),  # (2)!
}
for name, content in files.items():
    answer = client.post("/predict/image", files={"file": (f"{name}.png", content)})
    told = answer.json() if answer.status_code != 413 else {"detail": answer.text}
    if answer.status_code == 422:
        told = {"detail": told["detail"][0]["msg"]}
    print(answer.status_code, name, "|", told.get("label") or told["detail"])
