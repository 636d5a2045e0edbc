from hanli.export import load_bundle, save_bundle
from hanli.projects.classification import load_data, load_ensemble

found = load_data("fashion")
images, network = found.test[0][:3], load_ensemble()[0]
options = {"name": "fashion", "version": "1.0.0", "classes": found.classes}
path = save_bundle(network, images, "models", **options)
bundle = load_bundle(path)
print(path)
for logits in bundle.module(images):
    print(bundle.classes[logits.argmax()])
