from collections import Counter, defaultdict

import torch

from hanli.data import cantonese_conversations

conversations = cantonese_conversations()
utterances = [utterance for conversation in conversations for utterance in conversation]
generator = torch.Generator().manual_seed(1640)


def split(items, count):
    order = torch.randperm(len(items), generator=generator).tolist()
    return [items[n] for n in order[:count]], [items[n] for n in order[count:]]


def answers(training, test):
    tags_of = defaultdict(Counter)  # (1)!
    for word, tag in (pair for row in training for pair in row):
        tags_of[word][tag] += 1
    frequent = sum(tags_of.values(), Counter()).most_common(1)[0][0]
    memory = {word: tags.most_common(1)[0][0] for word, tags in tags_of.items()}
    seen = {word: tags.total() for word, tags in tags_of.items()}
    return [
        (min(seen.get(word, 0), 2), tag == frequent, tag == memory.get(word, frequent))
        for row in test
        for word, tag in row
    ]


parts = [[row for part in half for row in part] for half in split(conversations, 46)]
rows = answers(*parts)
print(f"always 'v' {sum(hit for _, hit, _ in rows) / len(rows):.3f}")
print(f"memory     {sum(hit for _, _, hit in rows) / len(rows):.3f}")
for times, name in enumerate(("never seen", "seen once", "seen more")):
    hits = [hit for seen, _, hit in rows if seen == times]
    print(f"  {name:10} {len(hits):6} words  {sum(hits) / len(hits):.3f}")
mixed = answers(*split(utterances, len(parts[0])))
print(f"memory, utterances split at random {sum(hit for _, _, hit in mixed) / len(mixed):.3f}")
