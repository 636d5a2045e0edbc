import weakref

import torch

activations = torch.zeros(1024, 1024)  # (1024, 1024)
alive = weakref.ref(activations)

torch.cuda.empty_cache()
print("after empty_cache:", "alive" if alive() is not None else "freed")  # (1)!
del activations
print("after del:        ", "alive" if alive() is not None else "freed")

words = " ".join((torch.cuda.empty_cache.__doc__ or "").split())
claim = "doesn't increase the amount of GPU memory available for PyTorch"
print("its own documentation says so:", claim in words)
