from hanli.data import nuclei

_, instances = nuclei()  # (1, 512, 512), (512, 512)


def numbers(columns):
    return set(instances[:, columns].unique().tolist()) - {0}


without = numbers(slice(0, 224)) & numbers(slice(224, 512))
gap = numbers(slice(0, 208)) & numbers(slice(240, 512))
print("nuclei on both sides without a gap", len(without))
print("nuclei on both sides with a gap   ", len(gap))
