from hanli.data.grammar import animal_sentences

training, test = animal_sentences()
print(len(training), "to train,", len(test), "to test")
print(*training[0], sep="  ")
print("'red cat' in training:", any("red cat" in english for english, _ in training))
seen = dict(training)
print("test sentences in training:", sum(english in seen for english, _ in test))
