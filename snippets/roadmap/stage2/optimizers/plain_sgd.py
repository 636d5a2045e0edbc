import torch

weight = torch.tensor([3.0, -2.0], dtype=torch.float64, requires_grad=True)  # (2,)
optimizer = torch.optim.SGD([weight], lr=0.1)

for step in range(3):
    by_hand = weight.detach() - 0.1 * 2 * weight.detach()  # (1)!
    loss = (weight**2).sum()  # ()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()  # (2)!
    print(f"step {step + 1}:", weight.tolist(), "by hand:", torch.allclose(weight, by_hand))
