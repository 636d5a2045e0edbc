"""Text classification: tokens by byte pair encoding, a bag of words, an LSTM, a transformer, and trained weights.

    python -m hanli.projects.text_classification --data mails --model bag --folder runs/mails

Source: <https://arxiv.org/abs/1508.07909> (byte pair encoding),
<https://spamassassin.apache.org/old/publiccorpus/readme.html> (the mails)
"""

from hanli.projects.text_classification.batches import TextBatches, encode, pad
from hanli.projects.text_classification.bpe import BPE
from hanli.projects.text_classification.copies import find_copies
from hanli.projects.text_classification.metrics import accuracy, macro_f1
from hanli.projects.text_classification.network import BagClassifier, LSTMReader, build_network
from hanli.projects.text_classification.texts import DATA_SETS, DataSet, load_data, prepare_mails

__all__ = [
    "BPE",
    "DATA_SETS",
    "BagClassifier",
    "DataSet",
    "LSTMReader",
    "TextBatches",
    "accuracy",
    "build_network",
    "encode",
    "find_copies",
    "load_data",
    "macro_f1",
    "pad",
    "prepare_mails",
]
