import torch

small, larger = torch.tensor([1e-9]), torch.tensor([5e-9])  # (1,), (1,)
print(torch.allclose(small, larger), torch.allclose(small, larger, atol=0))  # (1)!
half = torch.tensor([1.0, 1.001], dtype=torch.float16)  # (2,)
print(torch.allclose(half[0], half[1]), torch.allclose(half[0], half[1], rtol=1e-2))
try:
    torch.testing.assert_close(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 2.1]))
except AssertionError as error:
    print(error)
