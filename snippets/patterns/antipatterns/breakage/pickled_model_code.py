import pickle

import torch


class Gift:
    def __reduce__(self):
        return print, ("code from the file is running",)


torch.save(Gift(), "gift.pt")
try:
    torch.load("gift.pt")
except pickle.UnpicklingError:
    print("refused")

torch.load("gift.pt", weights_only=False)
