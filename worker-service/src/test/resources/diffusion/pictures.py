# What the graphs of TinyStable draw: the golden pixels of StableDiffusionTest. Any Python 3.
from math import cos, exp, floor, log, sin, sqrt

MASK = (1 << 48) - 1
BEGIN, END = 37, 38
# tokens.py: the ids of 'a lake'
LAKE = [BEGIN, 18, 30, END]


class Random:
    """java.util.Random: a linear congruential generator and Marsaglia's polar method."""

    def __init__(self, seed):
        self.state, self.kept = (seed ^ 0x5DEECE66D) & MASK, None

    def bits(self, n):
        self.state = (self.state * 0x5DEECE66D + 0xB) & MASK
        return self.state >> (48 - n)

    def uniform(self):
        return ((self.bits(26) << 27) + self.bits(27)) / (1 << 53)

    def gaussian(self):
        if self.kept is not None:
            value, self.kept = self.kept, None
            return value
        while True:
            a, b = 2 * self.uniform() - 1, 2 * self.uniform() - 1
            s = a * a + b * b
            if 0 < s < 1:
                factor = sqrt(-2 * log(s) / s)
                self.kept = b * factor
                return a * factor


def kept():
    values, product = [], 1.
    for i in range(1000):
        product *= 1 - (sqrt(.00085) + (sqrt(.012) - sqrt(.00085)) * i / 999) ** 2
        values.append(product)
    return values


KEPT = kept()


def sigma(t):
    return sqrt((1 - KEPT[t]) / KEPT[t])


def mean_state(ids, width, wave, first):
    return [sum(wave(i * width + j + first) for i in ids) / len(ids) for j in range(width)]


def padded(ids, padding):
    return ids + [padding] * (77 - len(ids))


def bias(states, t, extra=0.):
    """What the denoiser adds to each of four planes."""
    return [sum(s * .2 * sin(j * 4 + c + 1) for j, s in enumerate(states)) + t * 2e-5 * (c + 1) + extra
            for c in range(4)]


def euler(timesteps, leading, noise, predict, scale=.18215, ancestral=None):
    sigmas = [sigma(t) for t in timesteps] + [0.]
    start = sqrt(sigmas[0] ** 2 + 1) if leading else sigmas[0]
    x = [v * start for v in noise]
    n = len(x) // 4
    for i, t in enumerate(timesteps):
        s, to, fresh = sigmas[i], sigmas[i + 1], 0.
        shown = [v / sqrt(s * s + 1) for v in x]
        added = predict(t)
        eps = [v + added[k // n] for k, v in enumerate(shown)]
        if ancestral:
            fresh = sqrt(to ** 2 * (s ** 2 - to ** 2) / s ** 2)
            to = sqrt(to ** 2 - fresh ** 2)
        x = [v + e * (to - s) for v, e in zip(x, eps)]
        if fresh > 0:
            x = [v + fresh * ancestral.gaussian() for v in x]
    return x


def show(name, latents, scale=.18215):
    n = len(latents) // 4
    pixels = [[min(255, max(0, floor((latents[c * n + i] / scale * .12 + 1) * 127.5 + .5))) for c in range(3)] for i in range(n)]
    print(name, ' '.join('%02x%02x%02x' % tuple(p) for p in pixels))


# Pictures of 16 x 8 pixels: two latents, four planes.
lake = mean_state(padded(LAKE, END), 8, sin, 1)
empty = mean_state(padded([BEGIN, END], END), 8, sin, 1)

# Turbo: trailing, four steps, no guidance.
random = Random(1)
noise = [random.gaussian() for _ in range(8)]
show('turbo', euler([999, 749, 499, 249], False, noise, lambda t: bias(lake, t)))

# Stable Diffusion: leading with an offset of 1, three steps, guidance 7.5.
random = Random(1)
noise = [random.gaussian() for _ in range(8)]


def guided(t):
    with_prompt, without = bias(lake, t), bias(empty, t)
    return [u + 7.5 * (p - u) for p, u in zip(with_prompt, without)]


show('guided', euler([667, 334, 1], True, noise, guided))

# SDXL turbo: ancestral, trailing, four steps; tokens of the second encoder are padded with 0.
random = Random(1)
noise = [random.gaussian() for _ in range(8)]
second = mean_state(padded(LAKE, 0), 6, cos, 0)
summary = [sum(s * (i + j + 1) / 10 for i, s in enumerate(second)) for j in range(5)]
extra = sum((i + 1) * .01 * v for i, v in enumerate(summary))
extra += sum((i + 1) * 1e-4 * v for i, v in enumerate([8, 16, 0, 0, 8, 16]))
show('xl', euler([999, 749, 499, 249], False, noise, lambda t: bias(lake + second, t, extra), ancestral=random), .13025)

# A latent consistency model: four steps, guidance 8.5 as sines and cosines.
random = Random(1)
x = [random.gaussian() for _ in range(8)]
waves = [7.5 * 1000 * exp(-log(10000) * i / 3) for i in range(4)]
extra = sum((i + 1) * .01 * v for i, v in enumerate([sin(w) for w in waves] + [cos(w) for w in waves]))
steps = [999, 759, 499, 259]
for i, t in enumerate(steps):
    a, b = sqrt(KEPT[t]), sqrt(1 - KEPT[t])
    added = bias(lake, t, extra)
    x0 = [(v - b * (v + added[k // 2])) / a for k, v in enumerate(x)]
    skip, out = .25 / ((10 * t) ** 2 + .25), 10 * t / sqrt((10 * t) ** 2 + .25)
    x = [out * z + skip * v for z, v in zip(x0, x)]
    if i < 3:
        a, b = sqrt(KEPT[steps[i + 1]]), sqrt(1 - KEPT[steps[i + 1]])
        x = [a * v + b * random.gaussian() for v in x]
show('lcm', x)
