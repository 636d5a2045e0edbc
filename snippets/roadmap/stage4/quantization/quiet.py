import logging
import warnings

logging.getLogger("torch.utils._pytree").setLevel(logging.ERROR)
with warnings.catch_warnings(action="ignore"):
    import torchao.quantization.pt2e  # noqa: F401
