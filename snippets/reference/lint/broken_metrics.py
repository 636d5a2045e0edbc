from hanli.lint import check

SCRIPT = """\
import torch
import torch.nn.functional as F
from sklearn.metrics import f1_score, precision_score, roc_auc_score

@torch.no_grad()
def evaluate(model, val_loader, batch_size):
    model.eval()
    correct, f1, truth, predictions = 0, 0.0, [], []
    for images, labels in val_loader:
        outputs = model(images)
        predicted, _ = outputs.max(1)
        correct += (predicted == labels).sum().item()
        classes = outputs.argmax(1)
        f1 += f1_score(labels, classes, average="macro")
        truth += labels.tolist()
        predictions += classes.tolist()
    print("accuracy", correct / (len(val_loader) * batch_size))
    print("F1", f1 / len(val_loader))
    print("precision", precision_score(predictions, truth, average="macro"))

def compute_accuracy(outputs, labels):
    classes = outputs.topk(1, dim=1).indices
    return (classes == labels).float().mean()

@torch.no_grad()
def compute_auc(model, images, labels):
    model.eval()
    positive = torch.sigmoid(model(images)) > 0.5
    return roc_auc_score(labels, positive)

def judge_tags(logits, tags):
    loss = F.cross_entropy(logits.flatten(0, 1), tags.flatten(), ignore_index=-100)
    return loss, (logits.argmax(-1) == tags).float().mean()
"""
for finding in check(SCRIPT, "metrics.py"):
    print(f"{finding.path}:{finding.line}: {finding.rule}: {finding.what('en')}")
