import torch

accuracies = [0.50, 0.60, 0.70, 0.80, 0.85, 0.90]  # better each epoch
for mode in ("min", "max"):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, mode, patience=1)
    rates = []
    for accuracy in accuracies:
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step(accuracy)
    print(f"mode={mode}:", *(f"{rate:g}" for rate in rates))
