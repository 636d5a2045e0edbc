index_of = {"<pad>": 0, "<unk>": 1, "black": 2, "cat": 3}

for text in ("black cat", "cat", "violet cat"):
    print(f"{text:10}", [index_of.get(word, 1) for word in text.split()])
