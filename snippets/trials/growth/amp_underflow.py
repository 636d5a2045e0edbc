import torch


def gradient(dtype, scale):
    weight = torch.ones(2, dtype=dtype, requires_grad=True)  # (2,)
    features = torch.tensor([1e-3, 1e-6], dtype=dtype)  # (2,)
    loss = (weight * features).sum() * 1e-3  # ()
    (loss * scale).backward()  # (1)!
    return [f"{value:.0e}" for value in (weight.grad.float() / scale).tolist()]


print("fp16:               ", gradient(torch.float16, 1))
print("fp16, loss * 2**15: ", gradient(torch.float16, 2**15))
print("bf16:               ", gradient(torch.bfloat16, 1))
