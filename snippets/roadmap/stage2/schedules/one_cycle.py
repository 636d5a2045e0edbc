import torch

EPOCHS, BATCHES = 5, 20
optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=9.0, momentum=0.9)  # (1)!
scheduler = torch.optim.lr_scheduler.OneCycleLR(
    optimizer, max_lr=0.1, epochs=EPOCHS, steps_per_epoch=BATCHES
)
rates, momenta = [], []
for _ in range(EPOCHS * BATCHES):
    rates.append(optimizer.param_groups[0]["lr"])
    momenta.append(optimizer.param_groups[0]["momentum"])
    optimizer.step()
    scheduler.step()

peak = rates.index(max(rates))
print(f"begins at {rates[0]:.4f}, momentum {momenta[0]:.2f}")
print(f"peaks  at {max(rates):.4f}, momentum {momenta[peak]:.2f}, batch {peak + 1} of {len(rates)}")
print(f"ends   at {rates[-1]:.1e}, momentum {momenta[-1]:.2f}")
