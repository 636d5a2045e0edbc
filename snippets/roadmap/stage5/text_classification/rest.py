from pathlib import Path

from fastapi.testclient import TestClient

from hanli.projects.text_classification.service import create_text_app, save_classifier
from hanli.projects.text_classification.trained import load_networks

bpe, networks = load_networks()
options = {"name": "mails", "version": "1.0.0", "classes": ("wanted", "spam"), "limit": 64}
bundle = save_classifier(networks["bag"], bpe, Path("runs"), **options)
print(sorted(path.name for path in bundle.iterdir()))
with TestClient(create_text_app(bundle)) as client:
    for text in ("Click here to get free money now!", "The patch fails, see the log."):
        answer = client.post("/predict/text", json={"text": text}).json()
        print(f"{answer['label']} {answer['probability']:.2f}: {text}")
    print(client.post("/predict/text", json={"text": 5}).status_code)  # (1)!
    print(client.get("/ready").json())
