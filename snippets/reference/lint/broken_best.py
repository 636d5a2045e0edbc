from hanli.lint import check

SCRIPT = """\
import torch

def fit(model, loaders, optimizer, n=4):
    best_loss, best_acc, waited = 0.0, 0.0, 0
    for epoch in range(100):
        for step, (x, y) in enumerate(loaders["train"]):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(x), y).div(n).backward()
            if (step + 1) % n == 0:
                optimizer.step()
        loss, acc = validate(model)
        if loss < best_loss:
            best_loss = loss
        if acc > best_acc:
            best_acc = acc
            torch.save(model.state_dict(), "model.pt")
        else:
            waited += 1
            if waited > 5:
                break
        torch.save(model.state_dict(), "best.pt")
    return evaluate(model, test_loader)

def resume(model, optimizer):
    state = torch.load("last.pt")
    model = model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
"""
for finding in check(SCRIPT, "best.py"):
    print(f"{finding.path}:{finding.line}: {finding.rule}: {finding.what('en')}")
