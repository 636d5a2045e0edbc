import torch

lr, beta1, beta2, eps = 0.1, 0.9, 0.999, 1e-8
weight = torch.zeros(2, dtype=torch.float64, requires_grad=True)  # (2,)
optimizer = torch.optim.Adam([weight], lr=lr)
w = m = v = torch.zeros(2, dtype=torch.float64)

gradients = torch.tensor([[400.0, 0.01], [200.0, 0.03], [-100.0, 0.02]]).double()
for t, g in enumerate(gradients, 1):  # (1)!
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    w = w - lr * m_hat / (v_hat.sqrt() + eps)
    weight.grad = g.clone()
    optimizer.step()
    print(f"step {t}, by hand:", [round(x, 4) for x in w.tolist()])
    print("        Adam:   ", [round(x, 4) for x in weight.tolist()])
