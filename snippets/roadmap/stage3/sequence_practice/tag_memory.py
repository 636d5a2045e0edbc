from collections import Counter, defaultdict

import torch

from hanli.data import cantonese_conversations

conversations = cantonese_conversations()
order = torch.randperm(58, generator=torch.Generator().manual_seed(1640)).tolist()
training, test = (
    [pair for n in part for utterance in conversations[n] for pair in utterance]
    for part in (order[:46], order[46:])
)
tags_of = defaultdict(Counter)  # (1)!
for word, tag in training:
    tags_of[word][tag] += 1
frequent = Counter(tag for _, tag in training).most_common(1)[0][0]
memory = {word: tags.most_common(1)[0][0] for word, tags in tags_of.items()}
right = [(tags_of[word].total() > 1, memory.get(word, frequent) == tag) for word, tag in test]
print(len(training), "training words,", len(test), "test words")
print(f"always {frequent!r}   {sum(tag == frequent for _, tag in test) / len(test):.3f}")
print(f"memory       {sum(hit for _, hit in right) / len(right):.3f}")
for often, name in ((True, "twice or more"), (False, "at most once ")):
    hits = [hit for seen, hit in right if seen == often]
    print(f"  seen {name} {len(hits):6} words  {sum(hits) / len(hits):.3f}")
