from hanli.data import three_kingdoms
from hanli.projects.named_entities import (
    NameMemory,
    entity_scores,
    find_entities,
    load_checked_sentences,
    load_recognizer,
)

sentences = load_checked_sentences()
answers = [find_entities(tags) for _, tags in sentences]
names = NameMemory(three_kingdoms()[1])
tagged = load_recognizer().predict([tokens for tokens, _ in sentences])
guesses = {
    "the list": [names.find(tokens) for tokens, _ in sentences],
    "CRF": [find_entities(tags) for tags in tagged],
}
print(sum(map(len, answers)), "entities in", len(sentences), "sentences")
for name, found in guesses.items():
    precision, recall, f1 = entity_scores(answers, found)
    print(f"{name:8} precision {precision:.2f}, recall {recall:.2f}, F1 {f1:.2f}")
