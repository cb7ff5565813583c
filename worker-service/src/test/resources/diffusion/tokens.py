# The golden tokens of TextTokenizerTest: CLIP's byte-level BPE by hand, over a toy vocabulary.
import re
import unicodedata

ALPHABET = "!'12abceklstÃ©"
MERGES = ["l a", "k e</w>", "la ke</w>", "b l", "bl a", "c k</w>", "s e", "' s</w>", "Ã ©</w>"]
VOCABULARY = [c for c in ALPHABET] + [c + '</w>' for c in ALPHABET] + [m.replace(' ', '') for m in MERGES]
VOCABULARY += ['<|startoftext|>', '<|endoftext|>']
BEGIN, END = len(VOCABULARY) - 2, len(VOCABULARY) - 1
# How GPT-2 writes bytes as visible characters; those above 0xA0 stand for themselves.
VISIBLE = {b: chr(b) for b in list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))}


def word(text):
    parts = [VISIBLE[b] for b in text.encode('utf-8')]
    parts[-1] += '</w>'
    while True:
        ranked = [(MERGES.index(a + ' ' + b), i) for i, (a, b) in enumerate(zip(parts, parts[1:])) if a + ' ' + b in MERGES]
        if not ranked:
            return [VOCABULARY.index(p) if p in VOCABULARY else END for p in parts]
        i = min(ranked)[1]
        parts[i:i + 2] = [parts[i] + parts[i + 1]]


def tokens(text):
    text = re.sub(r'\s+', ' ', unicodedata.normalize('NFC', text)).lower()
    words = re.findall(r"'s|'t|'re|'ve|'m|'ll|'d|[^\W\d_]+|\d|[^\s\w]+", text)
    return [BEGIN] + [t for w in words for t in word(w)] + [END]


print('BEGIN', BEGIN, 'END', END)
for text in ['lake', '  A  BLACK\n\tlake ', "lake's 12!!", 'é', 'e\u0301', 'blaze', '', 'lake lake lake lake lake lake']:
    print(repr(text), tokens(text))
