from hanli.lint import check

SCRIPT = """\
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from transformers import AutoModel, AutoTokenizer

def embed(texts):
    tokenizer = AutoTokenizer.from_pretrained("bert-base-uncased")
    model = AutoModel.from_pretrained("bert-base-uncased").eval()
    tokenizer.add_tokens(["<name>"])
    batch = tokenizer(texts, padding=True, return_tensors="pt")
    return model(batch["input_ids"]).last_hidden_state.mean(1)

class Tagger(nn.Module):
    def __init__(self, words, tags):
        super().__init__()
        self.numbers = {word: number + 1 for number, word in enumerate(words)}
        self.embedding = nn.Embedding(len(words), 64, padding_idx=0)
        self.lstm = nn.LSTM(64, 64, batch_first=True)
        self.output = nn.Linear(64, len(tags))

    def forward(self, sentences):
        vectors = pad_sequence([self.embedding(words) for words in sentences])
        states, _ = self.lstm(vectors)
        return self.output(states)

def compute_loss(tagger, sentences, tags):
    tags = pad_sequence(tags, batch_first=True)
    return F.cross_entropy(tagger(sentences).transpose(1, 2), tags)
"""
for finding in check(SCRIPT, "padding.py"):
    print(f"{finding.path}:{finding.line}: {finding.rule}: {finding.what('en')}")
