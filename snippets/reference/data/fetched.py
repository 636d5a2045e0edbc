from hanli.data import FASHION_CLASSES, cantonese_conversations, fashion_mnist, nuclei, topic_words

images, labels = fashion_mnist(train=False)  # (10000, 1, 28, 28), (10000,)
print(len(images), "pictures, the first is", FASHION_CLASSES[labels[0]])

image, instances = nuclei()  # (1, 512, 512), (512, 512)
print(len(instances.unique()) - 1, "nuclei in one image of", tuple(instances.shape))

topics = topic_words()
for topic, words in topics.items():
    print(topic, len(words), words[:3])

conversations = cantonese_conversations()
print(len(conversations), "conversations, the first begins with", conversations[0][0])
