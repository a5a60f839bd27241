"""Changes one byte in the middle of each file of a folder."""
import pathlib
import sys

for path in pathlib.Path(sys.argv[1]).iterdir():
    if path.stat().st_size == 0:
        continue
    with open(path, "r+b") as file:
        middle = path.stat().st_size // 2
        file.seek(middle)
        byte = file.read(1)[0]
        file.seek(middle)
        file.write(bytes([byte ^ 1]))
