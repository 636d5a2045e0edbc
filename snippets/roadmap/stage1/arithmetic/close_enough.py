import torch

for dtype in (torch.float32, torch.float64):
    tenths = torch.full((10,), 0.1, dtype=dtype)  # (10,)
    total = torch.zeros((), dtype=dtype)  # ()
    for tenth in tenths:
        total = total + tenth
    one = torch.ones((), dtype=dtype)  # ()
    print(dtype, "==", bool(total == one), "| allclose", torch.allclose(total, one))

small = torch.tensor([1e-9])  # (1,)
print(torch.allclose(small, torch.tensor([5e-9])))  # (1)!
print(torch.allclose(small, torch.tensor([5e-9]), atol=0))
try:
    torch.testing.assert_close(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 2.1]))  # (2)!
except AssertionError as error:
    print(error)
