"""Every marked line raises when it is run; every other line is silent."""

import torch
import torch.distributed.pipeline  # expect: dead-api
import torch.utils.ffi  # expect: dead-api
import torchtext  # expect: dead-api
import torchvision.transforms.functional_tensor  # expect: dead-api
from pytorch_lightning.metrics import Accuracy  # expect: dead-api
from torch._six import string_classes  # expect: dead-api
from torch.ao.quantization.quantize_pt2e import prepare_pt2e  # expect: dead-api
from torch.distributed import deprecated  # expect: dead-api
from torch.utils import data
from torchtext.data import Field  # expect: dead-api
from torchvision.models.utils import load_state_dict_from_url  # expect: dead-api
from torchvision.transforms import Scale  # expect: dead-api
from torchvision.transforms import v2
