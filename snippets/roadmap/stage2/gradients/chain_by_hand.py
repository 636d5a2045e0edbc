import torch

w = torch.tensor(3.0, requires_grad=True)
x = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(1.0, requires_grad=True)
product = w * x  # 6
prediction = product + b  # 7
error = prediction - 5  # 2
loss = error**2  # 4
loss.backward()

d_error = 2 * error.item()  # loss = error ** 2
d_prediction = d_error * 1  # error = prediction - 5
d_product = d_prediction * 1  # prediction = product + b
d_b = d_prediction * 1
d_w = d_product * x.item()  # product = w * x
d_x = d_product * w.item()
print("w: by hand", d_w, " backward", w.grad.item())
print("x: by hand", d_x, " backward", x.grad.item())
print("b: by hand", d_b, " backward", b.grad.item())
