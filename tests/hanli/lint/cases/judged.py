"""Predictions compared with labels, and what metrics get: wrong."""

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
    accuracy = hits // len(labels)  # expect: wrong-divisor
    print(accuracy)


def max_values(model, test_loader, test_set):
    correct = 0
    model.eval()
    with torch.no_grad():
        for x, y in test_loader:
            predicted, _ = torch.max(model(x), 1)
            correct += (predicted == y).sum().item()  # expect: max-values
    print(correct / len(test_set))


def accuracy(model, x, y):
    outputs = model(x)
    predicted = outputs.max(dim=1)[0]
    return (predicted == y).float().mean()  # expect: max-values


class Meter:
    def update(self, logits, target):
        pred = logits.softmax(1).max(1).values
        self.correct += pred.eq(target).sum().item()  # expect: max-values
        self.total += target.size(0)


def max_values_fourth(outputs, labels):
    top = outputs.topk(1, dim=1)[0].squeeze(1)
    hits = (top == labels).sum().item()  # expect: max-values


def max_without_dim(model, x, y):
    pred = torch.argmax(model(x))  # expect: wrong-dimension
    correct += (pred == y).sum().item()


def evaluate(model, loader):
    model.eval()
    right = 0
    with torch.no_grad():
        for images, labels in loader:
            outputs = model(images)
            right += (outputs.argmax() == labels).sum().item()  # expect: wrong-dimension
    return right / len(loader.dataset)


def argmax_dim_0(model, x, y):
    pred = model(x).argmax(dim=0)  # expect: wrong-dimension
    correct += (pred == y).sum().item()


class Trainer:
    def validate(self):
        self.model.eval()
        with torch.no_grad():
            for images, labels in self.val_loader:
                logits = self.model(images)
                _, preds = torch.max(logits, 0)  # expect: wrong-dimension
                self.hits += torch.sum(preds == labels).item()


def broadcast_accuracy(data, labels):
    model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 1))
    for x, y in DataLoader(TensorDataset(data, labels.float().flatten()), 32):
        pred = (model(x) > 0).float()  # expect: missing-eval, missing-no-grad
        hits += (pred == y).sum().item()  # expect: compared-shapes


def accuracy_2(outputs, labels):
    preds = outputs.topk(1, dim=1)[1]
    return (preds == labels).float().mean().item()  # expect: compared-shapes


def broadcast_accuracy_third(logits, target):
    pred = logits.argmax(dim=1, keepdim=True)
    correct += (pred == target).sum().item()  # expect: compared-shapes


def evaluate_2(model, loader):
    correct = 0
    model.eval()
    with torch.no_grad():
        for x, y in loader:
            preds = model(x).argmax(1, keepdim=True)
            correct += preds.eq(y).sum().item()
    return correct / len(loader.dataset)


def batch_f1_averaged(val_loader, model):
    scores = []
    for x, y in val_loader:
        pred = model(x).argmax(1)  # expect: missing-eval, missing-no-grad
        scores.append(f1_score(y.cpu(), pred.cpu(), average="macro"))  # expect: score-of-batches
    print(np.mean(scores))


def validate(model, loader):
    total_auc = 0.0
    for x, y in loader:
        p = torch.sigmoid(model(x)).squeeze(1)  # expect: missing-eval, missing-no-grad
        total_auc += roc_auc_score(y.numpy(), p.numpy())  # expect: score-of-batches
    return total_auc / len(loader)


def test(model, loader):
    model.eval()
    f1 = 0
    with torch.no_grad():
        for x, y in loader:
            pred = (model(x) > 0).float()
            tp = (pred * y).sum()
            fp = (pred * (1 - y)).sum()
            fn = ((1 - pred) * y).sum()
            f1 += (2 * tp / (2 * tp + fp + fn)).item()  # expect: score-of-batches
    return f1 / len(loader)


def auc_of_hard(model, x, y):
    p = torch.sigmoid(model(x)).squeeze(1)
    pred = (p > 0.5).int()
    print(roc_auc_score(y.numpy(), pred.detach().numpy()))  # expect: thresholded-ranking


def report(model, x, y):
    with torch.no_grad():
        scores = model(x).softmax(1)
    preds = scores.argmax(1)
    return {
        "auc": roc_auc_score(y, preds),  # expect: thresholded-ranking
        "ap": average_precision_score(y, preds),  # expect: thresholded-ranking
    }


def auc_of_hard_third(loader, model):
    all_preds, all_labels = [], []
    with torch.no_grad():
        for x, y in loader:
            out = model(x)
            _, predicted = torch.max(out, 1)
            all_preds.extend(predicted.tolist())
            all_labels.extend(y.tolist())
    auc = roc_auc_score(all_labels, all_preds)  # expect: thresholded-ranking


def metric_arguments_swapped(probs, y_true, logits):
    print(roc_auc_score(probs, y_true))  # expect: score-arguments
    probs = torch.sigmoid(logits)


def metric_arguments_swapped_second(loader, model):
    labels, preds = [], []
    with torch.no_grad():
        for x, y in loader:
            preds += model(x).argmax(1).tolist()
            labels += y.tolist()
    print(confusion_matrix(preds, labels))  # expect: score-arguments


def full_batch_size(val_loader, model, batch_size):
    correct = 0
    for x, y in val_loader:
        correct += (model(x).argmax(1) == y).sum().item()  # expect: missing-eval, missing-no-grad
    print(correct / (len(val_loader) * batch_size))  # expect: wrong-divisor


class Trainer2:
    def epoch(self):
        total = 0.0
        for x, y in self.loader:
            loss = F.cross_entropy(self.model(x), y)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            total += loss.item() * self.batch_size  # expect: item-each-step, wrong-divisor
        return total / len(self.loader.dataset)


def evaluate_3(model, loader, batch_size):
    model.eval()
    hits = batches = 0
    with torch.no_grad():
        for x, y in loader:
            hits += (model(x).argmax(1) == y).sum().item()
            batches += batch_size  # expect: wrong-divisor
    return hits / batches


def hits_by_wrong_set(val_loader, model, train_set):
    hits = 0
    for x, y in val_loader:
        hits += (model(x).argmax(1) == y).sum().item()  # expect: missing-eval, missing-no-grad
    print("accuracy", hits / len(train_set))  # expect: wrong-divisor


def accuracy_3(model, train_loader, test_loader):
    correct = 0
    with torch.no_grad():
        for x, y in test_loader:
            correct += (model(x).argmax(1) == y).sum().item()  # expect: missing-eval
    return correct / len(train_loader.dataset)  # expect: wrong-divisor


def val_loop_over_train(train_loader, model, optimizer, val_set):
    for epoch in range(5):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        model.eval()
        val_loss = 0.0
        with torch.no_grad():
            for x, y in train_loader:
                val_loss += F.cross_entropy(model(x), y, reduction="sum").item()
        print(val_loss / len(val_set))  # expect: wrong-divisor


def topk_accuracy(logits, y):
    _, top5 = logits.topk(5, dim=1)
    hits = (top5 == y).any(dim=1).sum()


def top_k(output, target, k=3):
    pred = torch.topk(output, k, dim=1).indices
    return pred.eq(target).sum().item() / len(target)  # expect: compared-shapes


def accuracy_of_regression_float_compare(model, x, y):
    pred = torch.sigmoid(model(x))
    correct = (pred == y).sum().item()  # expect: max-values


def predictions_of_logits_compared(model, x, y):
    logits = model(x)
    hits = (logits == y).sum().item()  # expect: max-values


class LitModel(pl.LightningModule):
    def validation_step(self, batch, batch_idx):
        images, targets = batch
        logits = self(images)
        confidence, predicted = torch.max(F.softmax(logits, dim=1), dim=1)
        acc = (confidence == targets).float().mean()  # expect: max-values
        self.log("val_acc", acc)


def max_values_sixth(test_loader, model, device):
    y_true, y_pred = [], []
    with torch.no_grad():
        for inputs, labels in test_loader:
            outputs = model(inputs.to(device))  # expect: missing-eval
            preds, _ = torch.max(outputs, 1)
            y_pred.extend(preds.cpu().numpy())
            y_true.extend(labels.numpy())
    print(accuracy_score(y_true, y_pred))  # expect: max-values


def accuracy_4(logits, labels):
    predictions = torch.argmax(logits, axis=0)  # expect: wrong-dimension
    return (predictions == labels).float().mean().item()


def compute_acc(out, target):
    pred = out.max(1, keepdim=True)[1]
    n = (pred == target).sum().item()  # expect: compared-shapes
    return n / target.size(0)


def evaluate_4(model, loader, device):
    model.eval()
    ys, ps = [], []
    with torch.no_grad():
        for x, y in loader:
            logits = model(x.to(device))
            p = torch.sigmoid(logits).cpu().numpy()
            ps.append((p > 0.5).astype(int))
            ys.append(y.numpy())
    return roc_auc_score(np.concatenate(ys), np.concatenate(ps))  # expect: thresholded-ranking


def run_epoch(model, loader):
    model.eval()
    running_f1 = 0.0

    with torch.no_grad():
        for x, y in loader:
            preds = model(x).argmax(dim=1)
            f1 = f1_score(y.cpu().numpy(), preds.cpu().numpy(), average="macro")
            running_f1 += f1 * x.size(0)  # expect: score-of-batches
    return running_f1 / len(loader.dataset)


def wrong_divisor_fifth(testloader, net, trainset):
    correct = 0
    for images, labels in testloader:
        correct += (net(images).argmax(1) == labels).sum().item()  # expect: missing-eval, missing-no-grad
    print(f"Accuracy: {100 * correct / len(trainset):.2f}%")  # expect: wrong-divisor


def int_divide(labels, pred):
    acc = (pred == labels).sum() // labels.size(0)  # expect: wrong-divisor
    print(f"accuracy {acc}")


class Evaluator:
    def accuracy(self, loader):
        n_ok, n = 0, 0
        for inp, lab in loader:
            with torch.no_grad():
                scores = self.net(inp.to(self.device))  # expect: missing-eval
            best = scores.max(-1).values.cpu()
            n_ok += int((best == lab).sum())  # expect: max-values
            n += lab.numel()
        return n_ok / n


@torch.no_grad()
def eval_auc(net, dl):
    net.eval()
    labels, preds = torch.empty(0), torch.empty(0)
    for x, y in dl:
        out = net(x).sigmoid().flatten()
        preds = torch.cat([preds, out.round()])  # expect: cat-in-loop
        labels = torch.cat([labels, y])  # expect: cat-in-loop
    return roc_auc_score(labels.numpy(), preds.numpy())  # expect: thresholded-ranking


def report_swapped(model, val_loader):
    model.eval()
    y_true, y_hat = [], []
    for x, y in val_loader:
        with torch.no_grad():
            y_hat += model(x).argmax(1).tolist()
        y_true += y.tolist()
    print(classification_report(y_hat, y_true))  # expect: score-arguments


class Validator:
    def __call__(self, model, loader):
        p, r = [], []
        for x, y in loader:
            with torch.inference_mode():
                out = (torch.sigmoid(model(x)) > 0.5).int()
            p.append(precision_score(y, out))  # expect: score-of-batches
            r.append(recall_score(y, out))  # expect: score-of-batches
        return {"precision": sum(p) / len(p), "recall": sum(r) / len(r)}


def mean_iou(model, loader, classes):
    total, batches = 0.0, 0
    with torch.no_grad():
        for x, y in loader:
            pred = model(x).argmax(0)  # expect: wrong-dimension
            inter = ((pred == 1) & (y == 1)).sum()
            union = ((pred == 1) | (y == 1)).sum()
            total += (inter / union).item()
            batches += 1
    return total / batches


def argmax_of_wrong_axis_for_segmentation(model, images, masks):
    logits = model(images)
    pred = logits.argmax(dim=-1)  # expect: wrong-dimension
    loss = F.cross_entropy(logits, masks)
    pixel_accuracy = (pred == masks).float().mean()


def top5_values(model, x, y):
    values, indices = torch.topk(model(x), 5, dim=1)
    hits = (values == y.unsqueeze(1)).any(1).float().mean()  # expect: max-values


def confusion_swapped_kw(targets, predictions):
    cm = confusion_matrix(y_pred=targets, y_true=predictions)  # expect: score-arguments
    torch.save(cm, "cm.pt")


def auc_argmax_in_list(test_loader, model):
    probs, truth = [], []
    for x, y in test_loader:
        out = F.softmax(model(x), dim=1)  # expect: missing-eval, missing-no-grad
        probs.append(torch.argmax(out, dim=1))
        truth.append(y)
    auc = roc_auc_score(torch.cat(truth).numpy(), torch.cat(probs).detach().numpy())  # expect: thresholded-ranking


def batch_count_off(val_loader, model):
    correct = 0
    n_batches = 0
    for x, y in val_loader:
        correct += (model(x).argmax(1) == y).sum().item()  # expect: missing-eval, missing-no-grad
        n_batches += 1
    print(correct / (n_batches * 64))  # expect: wrong-divisor


def accuracy_compare_probabilities(model, x, y):
    probs = torch.sigmoid(model(x)).squeeze(1)
    acc = (probs == y).float().mean()  # expect: max-values


def report_2(model, train_ds, val_ds, val_dl):
    hits = sum((model(x).argmax(1) == y).sum().item() for x, y in val_dl)
    print("val accuracy", hits / len(train_ds))  # expect: wrong-divisor
