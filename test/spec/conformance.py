"""Finds and unpacks the conformance suite: converted WebAssembly scripts.

The suite is an archive, wasm-testsuite.tar.xz, with its list of exceptions,
skips.json. It is too big for the repository, so it is looked for in

  1. the folder that the environment variable W2O_CONFORMANCE names,
  2. ../shared/conformance beside the source tree,

and unpacked into the build folder once per version of the archive. The form
of the files is described in docs/Testing.md.
"""
import hashlib
import os
import shutil
import tarfile
import tempfile

ARCHIVE = "wasm-testsuite.tar.xz"

HOW_TO_GET = (
    "the conformance suite is not there: set W2O_CONFORMANCE to a folder with "
    f"{ARCHIVE} and skips.json, or put them into ../shared/conformance beside "
    "the source tree; docs/Testing.md describes their form")


def find_archive(source_dir):
    """The folder of the archive, or None."""
    named = os.environ.get("W2O_CONFORMANCE")
    folders = [named] if named else [
        os.path.join(source_dir, os.pardir, "shared", "conformance")]
    for folder in folders:
        if os.path.exists(os.path.join(folder, ARCHIVE)):
            return folder
    return None


def unpack(source_dir, build_dir):
    """The folder of the unpacked suite, or None when there is no archive."""
    folder = find_archive(source_dir)
    target = os.path.join(build_dir, "conformance")
    stamp = os.path.join(target, ".version")
    if folder is None:
        # An earlier run may have had the archive.
        return target if os.path.exists(stamp) else None
    archive = os.path.join(folder, ARCHIVE)
    with open(archive, "rb") as file:
        version = hashlib.sha256(file.read()).hexdigest()
    try:
        with open(stamp) as file:
            if file.read() == version:
                return target
    except FileNotFoundError:
        pass
    # Unpacked under another name first, so that what is there is complete.
    os.makedirs(build_dir, exist_ok=True)
    work = tempfile.mkdtemp(prefix="conformance-", dir=build_dir)
    with tarfile.open(archive) as tar:
        tar.extractall(work)
    skips = os.path.join(folder, "skips.json")
    if os.path.exists(skips):
        shutil.copy(skips, work)
    with open(os.path.join(work, ".version"), "w") as file:
        file.write(version)
    shutil.rmtree(target, ignore_errors=True)
    try:
        os.rename(work, target)
    except OSError:
        # Another process was faster; its copy is as good.
        shutil.rmtree(work, ignore_errors=True)
    return target


def scripts(suite):
    """Sorted list of (group, script, path of the JSON file)."""
    found = []
    for group in sorted(os.listdir(suite)):
        group_dir = os.path.join(suite, group)
        if not os.path.isdir(group_dir):
            continue
        for script in sorted(os.listdir(group_dir)):
            path = os.path.join(group_dir, script, script + ".json")
            if os.path.exists(path):
                found.append((group, script, path))
    return found
