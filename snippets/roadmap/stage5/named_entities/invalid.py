from hanli.projects.named_entities import count_invalid, load_data, load_recognizer

sentences = [tokens for tokens, _ in load_data("three_kingdoms").test[:2000]]
for method in ("softmax", "crf"):
    guesses = load_recognizer(method).predict(sentences)
    wrong = [
        (tokens, tags)
        for tokens, tags in zip(sentences, guesses, strict=True)
        if count_invalid(tags)
    ]
    print(f"{method}: {len(wrong)} of {len(sentences)} sentences have invalid tags")
    for tokens, tags in wrong[:1]:
        print(*(f"{token}/{tag}" for token, tag in zip(tokens, tags, strict=True) if tag != "O"))
