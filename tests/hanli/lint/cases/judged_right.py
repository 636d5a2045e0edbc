"""Predictions compared with labels, and what metrics get: right."""

import numpy as np
import pytorch_lightning as pl
import torch
import torch.nn.functional as F
from sklearn.metrics import (
    accuracy_score,
    average_precision_score,
    classification_report,
    confusion_matrix,
    f1_score,
    precision_score,
    recall_score,
    roc_auc_score,
)
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def integer_division(pred):
    labels = torch.tensor([1, 0, 1])
    hits = (pred == labels).sum()
    accuracy = hits / len(labels)
    print(accuracy)


def max_values(model, test_loader, test_set):
    correct = 0
    model.eval()
    with torch.no_grad():
        for x, y in test_loader:
            _, predicted = torch.max(model(x), 1)
            correct += (predicted == y).sum().item()
    print(correct / len(test_set))


def accuracy(model, x, y):
    outputs = model(x)
    predicted = outputs.max(dim=1)[1]
    return (predicted == y).float().mean()


class Meter:
    def update(self, logits, target):
        pred = logits.softmax(1).max(1).indices
        self.correct += pred.eq(target).sum().item()
        self.total += target.size(0)


def max_values_fourth(outputs, labels):
    top = outputs.topk(1, dim=1)[1].squeeze(1)
    hits = (top == labels).sum().item()


def max_without_dim(model, x, y):
    pred = torch.argmax(model(x), dim=1)
    correct += (pred == y).sum().item()


def evaluate(model, loader):
    model.eval()
    right = 0
    with torch.no_grad():
        for images, labels in loader:
            outputs = model(images)
            right += (outputs.argmax(dim=-1) == labels).sum().item()
    return right / len(loader.dataset)


def argmax_dim_0(model, x, y):
    pred = model(x).argmax(dim=1)
    correct += (pred == y).sum().item()


class Trainer:
    def validate(self):
        self.model.eval()
        with torch.no_grad():
            for images, labels in self.val_loader:
                logits = self.model(images)
                _, preds = torch.max(logits, 1)
                self.hits += torch.sum(preds == labels).item()


def broadcast_accuracy(data, labels):
    model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 1))
    for x, y in DataLoader(TensorDataset(data, labels.float().flatten()), 32):
        pred = (model(x).squeeze(1) > 0).float()  # expect: missing-eval, missing-no-grad
        hits += (pred == y).sum().item()


def accuracy_2(outputs, labels):
    preds = outputs.topk(1, dim=1)[1]
    return (preds.squeeze(1) == labels).float().mean().item()


def broadcast_accuracy_third(logits, target):
    pred = logits.argmax(dim=1, keepdim=True)
    correct += pred.eq(target.view_as(pred)).sum().item()


def evaluate_2(model, loader):
    correct = 0
    model.eval()
    with torch.no_grad():
        for x, y in loader:
            preds = model(x).argmax(1, keepdim=True)
            correct += preds.eq(y.view_as(preds)).sum().item()
    return correct / len(loader.dataset)


def batch_f1_averaged(val_loader, labels, preds, model):
    scores = []
    for x, y in val_loader:
        pred = model(x).argmax(1)  # expect: missing-eval, missing-no-grad
        labels.extend(y.tolist())
        preds.extend(pred.tolist())
    print(f1_score(labels, preds, average="macro"))


def validate(model, loader):
    probs, truth = [], []
    for x, y in loader:
        p = torch.sigmoid(model(x)).squeeze(1)  # expect: missing-eval, missing-no-grad
        probs += p.tolist()
        truth += y.tolist()
    return roc_auc_score(truth, probs)


def test(model, loader):
    model.eval()
    counts = torch.zeros(3)
    with torch.no_grad():
        for x, y in loader:
            pred = (model(x) > 0).float()
            tp = (pred * y).sum()
            fp = (pred * (1 - y)).sum()
            fn = ((1 - pred) * y).sum()
            counts += torch.stack([tp, fp, fn])
    return 2 * counts[0] / (2 * counts[0] + counts[1] + counts[2])


def auc_of_hard(model, x, y):
    p = torch.sigmoid(model(x)).squeeze(1)
    pred = p
    print(roc_auc_score(y.numpy(), pred.detach().numpy()))


def report(model, x, y):
    with torch.no_grad():
        scores = model(x).softmax(1)
    preds = scores[:, 1]
    return {"auc": roc_auc_score(y, preds), "ap": average_precision_score(y, preds)}


def auc_of_hard_third(loader, model):
    all_preds, all_labels = [], []
    with torch.no_grad():
        for x, y in loader:
            out = model(x)
            _, predicted = torch.max(out, 1)
            all_preds.extend(out.softmax(1)[:, 1].tolist())
            all_labels.extend(y.tolist())
    auc = roc_auc_score(all_labels, all_preds)


def metric_arguments_swapped(y_true, probs, logits):
    print(roc_auc_score(y_true, probs))
    probs = torch.sigmoid(logits)


def metric_arguments_swapped_second(loader, model):
    labels, preds = [], []
    with torch.no_grad():
        for x, y in loader:
            preds += model(x).argmax(1).tolist()
            labels += y.tolist()
    print(confusion_matrix(labels, preds))


def full_batch_size(val_loader, model):
    correct = 0
    for x, y in val_loader:
        correct += (model(x).argmax(1) == y).sum().item()  # expect: missing-eval, missing-no-grad
    print(correct / len(val_loader.dataset))


class Trainer2:
    def epoch(self):
        total = 0.0
        for x, y in self.loader:
            loss = F.cross_entropy(self.model(x), y)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            total += loss.item() * len(x)  # expect: item-each-step
        return total / len(self.loader.dataset)


def evaluate_3(model, loader, batch_size):
    model.eval()
    hits = batches = 0
    with torch.no_grad():
        for x, y in loader:
            hits += (model(x).argmax(1) == y).sum().item()
            batches += len(y)
    return hits / batches


def hits_by_wrong_set(val_loader, model, val_set):
    hits = 0
    for x, y in val_loader:
        hits += (model(x).argmax(1) == y).sum().item()  # expect: missing-eval, missing-no-grad
    print("accuracy", hits / len(val_set))


def accuracy_3(model, train_loader, test_loader):
    correct = 0
    with torch.no_grad():
        for x, y in test_loader:
            correct += (model(x).argmax(1) == y).sum().item()  # expect: missing-eval
    return correct / len(test_loader.dataset)


def val_loop_over_train(train_loader, val_loader, model, optimizer, val_set):
    for epoch in range(5):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        model.eval()
        val_loss = 0.0
        with torch.no_grad():
            for x, y in val_loader:
                val_loss += F.cross_entropy(model(x), y, reduction="sum").item()
        print(val_loss / len(val_set))


def topk_accuracy(logits, y):
    _, top5 = logits.topk(5, dim=1)
    hits = (top5 == y[:, None]).any(dim=1).sum()


def top_k(output, target, k=3):
    pred = torch.topk(output, k, dim=1).indices
    return pred.eq(target.view(-1, 1)).sum().item() / len(target)


def accuracy_of_regression_float_compare(model, x, y):
    pred = torch.sigmoid(model(x))
    correct = (pred.round() == y).sum().item()


def predictions_of_logits_compared(model, x, y):
    logits = model(x)
    hits = (logits.argmax(1) == y).sum().item()


class LitModel(pl.LightningModule):
    def validation_step(self, batch, batch_idx):
        images, targets = batch
        logits = self(images)
        confidence, predicted = torch.max(F.softmax(logits, dim=1), dim=1)
        acc = (predicted == targets).float().mean()
        self.log("val_acc", acc)


def max_values_sixth(test_loader, model, device):
    y_true, y_pred = [], []
    with torch.no_grad():
        for inputs, labels in test_loader:
            outputs = model(inputs.to(device))  # expect: missing-eval
            _, preds = torch.max(outputs, 1)
            y_pred.extend(preds.cpu().numpy())
            y_true.extend(labels.numpy())
    print(accuracy_score(y_true, y_pred))


def accuracy_4(logits, labels):
    predictions = torch.argmax(logits, axis=1)
    return (predictions == labels).float().mean().item()


def compute_acc(out, target):
    pred = out.max(1, keepdim=True)[1]
    n = pred.eq(target.view_as(pred)).sum().item()
    return n / target.size(0)


def evaluate_4(model, loader, device):
    model.eval()
    ys, ps = [], []
    with torch.no_grad():
        for x, y in loader:
            logits = model(x.to(device))
            p = torch.sigmoid(logits).cpu().numpy()
            ps.append(p)
            ys.append(y.numpy())
    return roc_auc_score(np.concatenate(ys), np.concatenate(ps))


def run_epoch(model, loader):
    model.eval()
    running_f1 = 0.0
    all_p, all_y = [], []
    with torch.no_grad():
        for x, y in loader:
            preds = model(x).argmax(dim=1)
            all_p += preds.tolist()
            all_y += y.tolist()
    return f1_score(all_y, all_p, average="macro")


def wrong_divisor_fifth(testloader, net, testset):
    correct = 0
    for images, labels in testloader:
        correct += (net(images).argmax(1) == labels).sum().item()  # expect: missing-eval, missing-no-grad
    print(f"Accuracy: {100 * correct / len(testset):.2f}%")


def int_divide(labels, pred):
    acc = (pred == labels).sum() / labels.size(0)
    print(f"accuracy {acc}")


class Evaluator:
    def accuracy(self, loader):
        n_ok, n = 0, 0
        for inp, lab in loader:
            with torch.no_grad():
                scores = self.net(inp.to(self.device))  # expect: missing-eval
            best = scores.max(-1).indices.cpu()
            n_ok += int((best == lab).sum())
            n += lab.numel()
        return n_ok / n


@torch.no_grad()
def eval_auc(net, dl):
    net.eval()
    labels, preds = torch.empty(0), torch.empty(0)
    for x, y in dl:
        out = net(x).sigmoid().flatten()
        preds = torch.cat([preds, out])  # expect: cat-in-loop
        labels = torch.cat([labels, y])  # expect: cat-in-loop
    return roc_auc_score(labels.numpy(), preds.numpy())


def report_swapped(model, val_loader):
    model.eval()
    y_true, y_hat = [], []
    for x, y in val_loader:
        with torch.no_grad():
            y_hat += model(x).argmax(1).tolist()
        y_true += y.tolist()
    print(classification_report(y_true, y_hat))


class Validator:
    def __call__(self, model, loader):
        ys, ps = [], []
        for x, y in loader:
            with torch.inference_mode():
                out = (torch.sigmoid(model(x)) > 0.5).int()
            ys += y.tolist()
            ps += out.tolist()
        return {"precision": precision_score(ys, ps), "recall": recall_score(ys, ps)}


def mean_iou(model, loader, classes):
    total, batches = 0.0, 0
    with torch.no_grad():
        for x, y in loader:
            pred = model(x).argmax(1)
            inter = ((pred == 1) & (y == 1)).sum()
            union = ((pred == 1) | (y == 1)).sum()
            total += (inter / union).item()
            batches += 1
    return total / batches


def argmax_of_wrong_axis_for_segmentation(model, images, masks):
    logits = model(images)
    pred = logits.argmax(dim=1)
    loss = F.cross_entropy(logits, masks)
    pixel_accuracy = (pred == masks).float().mean()


def top5_values(model, x, y):
    values, indices = torch.topk(model(x), 5, dim=1)
    hits = (indices == y.unsqueeze(1)).any(1).float().mean()


def confusion_swapped_kw(targets, predictions):
    cm = confusion_matrix(y_true=targets, y_pred=predictions)
    torch.save(cm, "cm.pt")


def auc_argmax_in_list(test_loader, model):
    probs, truth = [], []
    for x, y in test_loader:
        out = F.softmax(model(x), dim=1)  # expect: missing-eval, missing-no-grad
        probs.append(out[:, 1])  # expect: keep-graph
        truth.append(y)
    auc = roc_auc_score(torch.cat(truth).numpy(), torch.cat(probs).detach().numpy())


def batch_count_off(val_loader, model):
    correct = 0
    n_batches = 0
    for x, y in val_loader:
        correct += (model(x).argmax(1) == y).sum().item()  # expect: missing-eval, missing-no-grad
        n_batches += 1
    print(correct / len(val_loader.dataset))


def accuracy_compare_probabilities(model, x, y):
    probs = torch.sigmoid(model(x)).squeeze(1)
    acc = (probs.round() == y).float().mean()


def report_2(model, train_ds, val_ds, val_dl):
    hits = sum((model(x).argmax(1) == y).sum().item() for x, y in val_dl)
    print("val accuracy", hits / len(val_ds))
