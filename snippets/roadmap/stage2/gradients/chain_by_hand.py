import torch

w, x, b, target = (torch.tensor(v, requires_grad=True) for v in (3.0, 2.0, 1.0, 5.0))
product = w * x  # 6
guess = product + b  # 7
miss = guess - target  # 2
loss = miss**2  # 4
loss.backward()

d_miss = 2 * miss.item()  # loss = miss ** 2
d_guess = d_miss * 1  # miss = guess - target
d_product = d_guess * 1  # guess = product + b
hand = {
    "w": d_product * x.item(),  # product = w * x
    "x": d_product * w.item(),
    "b": d_guess * 1,
    "target": d_miss * -1,
}
for name, tensor in {"w": w, "x": x, "b": b, "target": target}.items():
    print(f"{name:6} by hand {hand[name]:5.1f}   autograd {tensor.grad.item():5.1f}")
