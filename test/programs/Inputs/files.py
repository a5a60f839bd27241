# Run by cpython.test with its own directory as /data.
import hashlib
import json
import os
import re

text = "the quick brown fox"
words = re.findall(r"\w+", text)
print("words", len(words), "longest", max(words, key=len))
print("sha256", hashlib.sha256(text.encode()).hexdigest())


def deep(n):
    return deep(n + 1)


try:
    deep(0)
except RecursionError as error:
    print("recursion", type(error).__name__)

with open("/data/out.json", "w") as file:
    json.dump({word: len(word) for word in words}, file, sort_keys=True)
with open("/data/out.json") as file:
    assert json.load(file)["fox"] == 3
print("listing", sorted(os.listdir("/data")))
