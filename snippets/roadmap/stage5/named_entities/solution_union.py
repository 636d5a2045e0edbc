from hanli.projects.named_entities import (
    NameMemory,
    entity_scores,
    find_entities,
    load_data,
    load_recognizer,
)

found = load_data("three_kingdoms")
test = found.test[:2000]
memory = NameMemory.fit(found.training)
answers = [find_entities(tags) for _, tags in test]
tagged = load_recognizer().predict([tokens for tokens, _ in test])
network = [find_entities(tags) for tags in tagged]
remembered = [memory.find(tokens) for tokens, _ in test]
both = []
for first, second in zip(remembered, network, strict=True):
    taken = {index for start, end, _ in first for index in range(start, end)}
    both.append(first + [one for one in second if taken.isdisjoint(range(one.start, one.end))])
for name, guesses in {"memory": remembered, "CRF": network, "both": both}.items():
    precision, recall, f1 = entity_scores(answers, guesses)
    print(f"{name:7} precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}")
