"""Values fetched from the accelerator at each step, in every spelling, and those that are not."""

import torch.nn.functional as F


def one_item(model, loader, optimizer, total=0.0):
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item()  # expect: item-each-step
    return total


def shown(model, loader, optimizer, bar):
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        bar.set_description(f"loss {loss:.3f}")  # expect: item-each-step


def compared(model, loader, optimizer, best=float("inf")):
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        if loss < best:  # expect: item-each-step
            best = loss.detach()


def copied(model, loader, optimizer):
    outputs = []
    for x, y in loader:
        optimizer.zero_grad()
        logits = model(x)
        F.cross_entropy(logits, y).backward()
        optimizer.step()
        outputs.append(logits.detach().cpu())  # expect: item-each-step
    return outputs


def as_a_number(model, loader, optimizer):
    losses = []
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(float(loss))  # expect: item-each-step
    return losses


def now_and_then(model, loader, optimizer):
    for step, (x, y) in enumerate(loader):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        if step % 100 == 0:
            print(f"{step}: {loss:.3f}", float(loss), loss.tolist())
        if loss is None:
            break
