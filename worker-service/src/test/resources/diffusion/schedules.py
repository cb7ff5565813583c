# The golden numbers of SchedulesTest, from the published formulas; run with any Python 3.
from math import exp, floor, sqrt


def cumulative(start=.00085, end=.012, steps=1000):
    kept, product = [], 1.
    for i in range(steps):
        product *= 1 - (sqrt(start) + (sqrt(end) - sqrt(start)) * i / (steps - 1)) ** 2
        kept.append(product)
    return kept


KEPT = cumulative()
SIGMA = [sqrt((1 - a) / a) for a in KEPT]
OUTPUTS = [[.25, -1.], [.5, .75], [-.125, .3], [1., -.4]]
FRESH = [[.1, .2], [-.3, .4], [.5, -.6], [9, 9]]


def interpolated(t):
    i = min(int(t), 998)
    return SIGMA[i] + (SIGMA[i + 1] - SIGMA[i]) * (t - i)


def timesteps(spacing, n, offset=0, training=1000):
    if spacing == 'linspace':
        row = [(training - 1) * i / (n - 1) for i in range(n)]
    if spacing == 'leading':
        row = [i * (training // n) + offset for i in range(n)]
    if spacing == 'trailing':
        row = [round(training - k * (training / n)) - 1 for k in range(n)][::-1]
    return row[::-1]


def show(name, values):
    print(name, ', '.join('%.7g' % v for v in values))


def euler(name, spacing, offset, x, prediction, ancestral=False, first=0):
    t = timesteps(spacing, 4, offset)[first:]
    sigmas = [interpolated(v) for v in t] + [0.]
    for i in range(len(t)):
        s, to, fresh = sigmas[i], sigmas[i + 1], 0
        if prediction == 'epsilon':
            x0 = [v - s * e for v, e in zip(x, OUTPUTS[i])]
        else:
            x0 = [-s / sqrt(s * s + 1) * e + v / (s * s + 1) for v, e in zip(x, OUTPUTS[i])]
        if ancestral:
            fresh = sqrt(to ** 2 * (s ** 2 - to ** 2) / s ** 2)
            to = sqrt(to ** 2 - fresh ** 2)
        x = [v + (v - z) / s * (to - s) + f * fresh for v, z, f in zip(x, x0, FRESH[i])]
        show('%s step %d' % (name, i), x)


def lcm_timesteps(n, original=50, strength=1., training=1000):
    k = training // original
    row = [j * k - 1 for j in range(1, int(original * strength) + 1)][::-1]
    return [row[floor(j * len(row) / n)] for j in range(n)]


def lcm(prediction, x):
    t = lcm_timesteps(4)
    for i in range(4):
        a, b = sqrt(KEPT[t[i]]), sqrt(1 - KEPT[t[i]])
        x0 = [(v - b * e) / a if prediction == 'epsilon' else a * v - b * e for v, e in zip(x, OUTPUTS[i])]
        scaled = 10 * t[i]
        skip, out = .25 / (scaled ** 2 + .25), scaled / sqrt(scaled ** 2 + .25)
        x = [out * z + skip * v for z, v in zip(x0, x)]
        if i < 3:
            a, b = sqrt(KEPT[t[i + 1]]), sqrt(1 - KEPT[t[i + 1]])
            x = [a * v + b * f for v, f in zip(x, FRESH[i])]
        show('lcm %s step %d' % (prediction, i), x)


def mu(tokens, steps):
    at200, at10 = .00016927 * tokens + .45666666, 8.73809524e-05 * tokens + 1.89833333
    if tokens > 4300:
        return at200
    a = (at200 - at10) / 190
    return a * steps + (at200 - 200 * a)


def flux2(tokens, n):
    m = mu(tokens, n)
    row = [1 - (1 - 1 / n) * i / (n - 1) for i in range(n)]
    return [exp(m) / (exp(m) + (1 / s - 1)) for s in row]


def sd3(n, shift=3.):
    def shifted(s):
        return shift * s / (1 + (shift - 1) * s)
    lowest = 1000 * shifted(1 / 1000)
    return [shifted((1000 + (lowest - 1000) * i / (n - 1)) / 1000) for i in range(n)]


for spacing, n, offset in (('linspace', 4, 0), ('leading', 4, 1), ('trailing', 4, 0), ('trailing', 3, 0)):
    t = timesteps(spacing, n, offset)
    show('%s %d timesteps' % (spacing, n), t)
    show('%s %d sigmas' % (spacing, n), [interpolated(v) for v in t])
show('leading initial noise', [sqrt(interpolated(751) ** 2 + 1)])
show('scaled input', [v / sqrt(interpolated(751) ** 2 + 1) for v in [3., -2.]])
euler('epsilon', 'leading', 1, [3., -2.], 'epsilon')
euler('v_prediction', 'leading', 1, [3., -2.], 'v_prediction')
euler('second half', 'trailing', 0, [3., -2.], 'epsilon', first=2)
euler('ancestral', 'trailing', 0, [3., -2.], 'epsilon', ancestral=True)
show('noised by euler', [1 + interpolated(499) * .5, -2 - interpolated(499) * 1.5])
print('lcm timesteps', lcm_timesteps(4), lcm_timesteps(8), lcm_timesteps(3, strength=.29))
lcm('epsilon', [.7, -.2])
lcm('v_prediction', [.7, -.2])
show('noised by lcm', [sqrt(KEPT[499]) * 1 + sqrt(1 - KEPT[499]) * .5, sqrt(KEPT[499]) * -2 - sqrt(1 - KEPT[499]) * 1.5])
show('mu', [mu(256, 4), mu(4096, 4), mu(1024, 28), mu(4300, 50), mu(8192, 4)])
show('flux.2 sigmas', flux2(4096, 4))
show('sd3 sigmas', sd3(4))
x, levels = [3., -2.], sd3(4) + [0.]
for i in range(4):
    x = [v + (levels[i + 1] - levels[i]) * o for v, o in zip(x, OUTPUTS[i])]
    show('sd3 step %d' % i, x)
show('noised by flow', [(1 - levels[2]) * 1 + levels[2] * .5, (1 - levels[2]) * -2 - levels[2] * 1.5])
