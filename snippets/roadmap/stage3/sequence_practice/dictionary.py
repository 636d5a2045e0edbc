from hanli.data.grammar import animal_sentences

training, test = animal_sentences()
dictionary = {}
for english, chinese in training:
    words = english.split()
    dictionary[words[3]], dictionary[words[7]] = chinese[6:8], chinese[:2]  # (1)!
    for (number, adjective, noun), start in ((words[:3], 2), (words[4:7], 8)):
        dictionary[number], measure, dictionary[adjective], animal = chinese[start : start + 4]
        dictionary[noun] = measure, animal


def phrase(number, adjective, noun):
    measure, animal = dictionary[noun]
    return dictionary[number] + measure + dictionary[adjective] + animal


right = 0
for english, chinese in test:
    words = english.split()
    verb, time = dictionary[words[3]], dictionary[words[7]]
    right += time + phrase(*words[:3]) + verb + phrase(*words[4:7]) == chinese
print(len(dictionary), "words, exact match", right / len(test))
