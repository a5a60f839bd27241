"""Finds paths in the scripts of tools that lead nowhere."""
import os
import re
import sys

root = sys.argv[1]
tools = os.path.join(root, "tools")
missing, count = [], 0
for name in sorted(os.listdir(tools)):
    path = os.path.join(tools, name)
    if not os.path.isfile(path):
        continue
    with open(path, encoding="utf-8") as file:
        text = file.read()
    for found in re.findall(r"\b(?:test|docs|tools)/[\w./-]+\.\w+", text):
        count += 1
        if not os.path.exists(os.path.join(root, found)):
            missing.append(f"tools/{name}: {found}")
print("\n".join(missing))
sys.exit(1 if missing or count < 4 else 0)
