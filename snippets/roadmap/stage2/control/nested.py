import torch

w = torch.tensor(2.0, requires_grad=True)
with torch.no_grad():
    print("no_grad:                    ", (w * 3).requires_grad)
    with torch.enable_grad():
        print("enable_grad in no_grad:     ", (w * 3).requires_grad)
    print("no_grad again:              ", (w * 3).requires_grad)
for training in (True, False):
    with torch.set_grad_enabled(training):
        print(f"set_grad_enabled({training!s}):".ljust(28), (w * 3).requires_grad)
