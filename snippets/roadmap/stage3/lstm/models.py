import torch

from hanli.models import LSTMClassifier, LSTMTagger

torch.manual_seed(1640)
classifier = LSTMClassifier(10, num_classes=3, num_layers=2).double().eval()
tagger = LSTMTagger(10, num_tags=4, num_layers=2).double().eval()
tokens = torch.tensor([[5, 2, 7, 4], [3, 8, 0, 0], [6, 1, 1, 0]])  # (B, T)
lengths = torch.tensor([4, 2, 3])  # (B,)
logits, tags = classifier(tokens, lengths), tagger(tokens, lengths)
print("shapes:", tuple(logits.shape), tuple(tags.shape))
for sample, length in enumerate(lengths.tolist()):
    alone, one = tokens[sample : sample + 1, :length], lengths[sample : sample + 1]
    whole = (classifier(alone, one)[0] - logits[sample]).abs().max()
    steps = (tagger(alone, one)[0] - tags[sample, :length]).abs().max()
    print(f"sample {sample}: classifier off by {whole:.6f}, tagger off by {steps:.6f}")
