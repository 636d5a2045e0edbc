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
    tags_of, rows = defaultdict(Counter), []  # (1)!
    for word, tag in (pair for row in training for pair in row):
        tags_of[word][tag] += 1
    once = [tags for tags in tags_of.values() if tags.total() == 1]
    frequent, rare = (sum(part, Counter()).most_common(1) for part in (tags_of.values(), once))
    for word, tag in (pair for row in test for pair in row):
        tags = tags_of.get(word, Counter())
        group = min(tags.total(), 2) + (len(tags) > 1)  # (2)!
        guesses = frequent, tags.most_common(1) or frequent, tags.most_common(1) or rare  # (3)!
        rows.append((group, *(guess[0][0] == tag for guess in guesses)))
    return rows


parts = [[row for part in half for row in part] for half in split(conversations, 46)]
groups, *hits = zip(*answers(*parts), strict=True)
for name, right in zip(("always 'v'", "memory, or 'v'", "memory, or 'n'"), hits, strict=True):
    print(f"{name:14} {sum(right) / len(right):.3f}")
for n, name in enumerate(("never seen", "seen once", "one tag", "several tags")):
    right = [hit for group, hit in zip(groups, hits[2], strict=True) if group == n]
    print(f"  {name:12} {len(right):6} words  {sum(right) / len(right):.3f}")
mixed = [hit for *_, hit in answers(*split(utterances, len(parts[0])))]
print(f"memory, utterances split at random {sum(mixed) / len(mixed):.3f}")
