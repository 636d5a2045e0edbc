from hanli.projects.gan import extract_features, frechet_distance, load_data

found = load_data("fashion")
first = extract_features(found.judge, found.training[:2000])  # (2000, 128)
second = extract_features(found.judge, found.test[:2000])  # (2000, 128)
for count in (200, 500, 1000, 2000):
    distance = frechet_distance(first[:count], second[:count])
    print(f"{count:5} real pictures against as many others: {distance:6.2f}")
