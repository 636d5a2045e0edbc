from hanli.projects.gan import extract_features, frechet_distance, load_data

found = load_data("fashion")
training, test = (extract_features(found.judge, part[:5000]) for part in (found.training, found.test))
for count in (200, 500, 1000, 2000, 5000):
    print(f"{count:5} real pictures against as many others: {frechet_distance(training[:count], test[:count]):6.2f}")
