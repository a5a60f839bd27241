"""python -m expand"""
from expand import BadRange, Plugin, Trap

plugin = Plugin()
for text in ["3a2b", "5000000z", "?", "!", "2o1k"]:
    try:
        print(text, "->", plugin.expand(text.encode()).decode())
    except (Trap, BadRange) as error:
        print(text, "->", error)
        plugin.close()
        plugin = Plugin()
plugin.close()
