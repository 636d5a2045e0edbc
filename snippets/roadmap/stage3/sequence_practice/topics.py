from hanli.data import topic_words

topics = topic_words()
for topic, words in topics.items():
    print(f"{topic:4} {len(words):6,} {words[1000:1003]}")
