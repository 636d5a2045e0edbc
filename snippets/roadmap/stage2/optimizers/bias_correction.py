beta1, beta2, g = 0.9, 0.999, 1.0  # a constant gradient of 1
m = v = 0.0
for t in range(1, 1001):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    if t in (1, 10, 100, 1000):
        print(f"step {t:4}: m {m:.4f}  v {v:.4f}  m_hat {m_hat:.4f}  v_hat {v_hat:.4f}")
        print(f"    without correction {m / v**0.5:.4f}, with {m_hat / v_hat**0.5:.4f}")
