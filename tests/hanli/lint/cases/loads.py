"""What `load_state_dict` returns, taken for the model, and look-alikes."""

import torch

from networks import Classifier


def load(path):
    model = Classifier()
    model = model.load_state_dict(torch.load(path))  # expect: load-result
    return model.eval()


def load_and_return(path):
    model = Classifier()
    return model.load_state_dict(torch.load(path))  # expect: load-result


class Service:
    def __init__(self, path):
        self.model = Classifier().load_state_dict(torch.load(path))  # expect: load-result


class Wrapper(torch.nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def load_state_dict(self, state, strict=True):
        return self.inner.load_state_dict(state, strict)


def load_rightly(path):
    model = Classifier()
    missing = model.load_state_dict(torch.load(path), strict=False)
    print(missing)
    return model


def chain(path):
    model = Classifier()
    return model.load_state_dict(torch.load(path)).eval()  # expect: load-result
