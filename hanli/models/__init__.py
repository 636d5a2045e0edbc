"""Networks that the pages build by hand, ready to use.

`ResidualBlock`, `ResNet` and `resnet18` stand in `residual`: torchvision's network under the same names, or with a smaller stem
for small pictures. `LSTMClassifier` and `LSTMTagger` in `recurrent` read padded batches of tokens. `Seq2Seq` in `seq2seq` translates
with attention. `MultiHeadAttention` in `attention` is self-attention over padded batches; `SinusoidalPositions`,
`LearnedPositions` and `RotaryPositions` in `positions` tell it the order of the words. `EncoderLayer`, `TransformerEncoder` and
`TransformerClassifier` in `encoder` build on them. `add_lora` in `lora` gives any trained network layers of low rank to train.

Source: <https://arxiv.org/abs/1512.03385> (He et al., 2015)
"""

from hanli.models.attention import MultiHeadAttention
from hanli.models.encoder import EncoderLayer, TransformerClassifier, TransformerEncoder, mean_of_words
from hanli.models.lora import LoRALinear, add_lora, load_lora_state_dict, lora_state_dict, merge_lora
from hanli.models.positions import LearnedPositions, RotaryPositions, SinusoidalPositions
from hanli.models.recurrent import LSTMClassifier, LSTMTagger
from hanli.models.residual import ResidualBlock, ResNet, resnet18
from hanli.models.seq2seq import Encoded, Seq2Seq, attend

__all__ = [
    "EncoderLayer",
    "LSTMClassifier",
    "LSTMTagger",
    "LearnedPositions",
    "LoRALinear",
    "MultiHeadAttention",
    "ResidualBlock",
    "ResNet",
    "RotaryPositions",
    "SinusoidalPositions",
    "TransformerClassifier",
    "TransformerEncoder",
    "add_lora",
    "load_lora_state_dict",
    "lora_state_dict",
    "mean_of_words",
    "merge_lora",
    "resnet18",
    "Encoded",
    "Seq2Seq",
    "attend",
]
