"""The processes that tools/differential talks to, one line at a time."""
import os
import subprocess
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))


class Server:
    """A process that is started when it is needed, and again after a crash."""

    def __init__(self, command, env=None):
        self.command = command
        self.env = env
        self.process = None

    def ask(self, request):
        """Sends one line; the caller reads the answer."""
        if self.process is None or self.process.poll() is not None:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                text=True, errors="replace", env=self.env)
        self.process.stdin.write(request + "\n")
        self.process.stdin.flush()

    def read(self):
        """One line of the answer; empty when the process is gone."""
        line = self.process.stdout.readline()
        if not line:
            self.stop()
        return line.rstrip("\n")

    def stop(self):
        if self.process is not None:
            self.process.stdin.close()
            self.process.stdout.close()
            self.process.wait()
            self.process = None


class Engine(Server):
    """Carries out plans."""

    # A server that does not watch the time itself is ended after it.
    watched = False

    def run(self, level, seconds, module, plan):
        """The trace, whose last line says how it ended."""
        timer = None
        if self.watched:
            timer = threading.Timer(10 * seconds, self.kill)
            timer.start()
        try:
            return self.answer(level, seconds, module, plan)
        finally:
            if timer:
                timer.cancel()

    def kill(self):
        if self.process is not None:
            self.process.kill()

    def answer(self, level, seconds, module, plan):
        try:
            self.ask(f"{level} {seconds} {module} {plan}")
        except BrokenPipeError:
            self.process = None
            return ["end of the server"]
        trace = []
        while True:
            line = self.read()
            if not line:
                return trace + ["end of the server"]
            trace.append(line)
            if line.startswith("end "):
                return trace


def make_engine(name, build, features):
    """wasm2obj, wasmtime or node."""
    if name == "wasm2obj":
        command = [os.path.join(build, "bin", "w2o-difftest")]
        if features:
            command += ["--enable", ",".join(features)]
        return Engine(command)
    if name == "wasmtime":
        return Engine([os.path.join(build, "venv", "bin", "python"), "-B",
                       os.path.join(HERE, "engine_wasmtime.py")])
    node = Engine(["node", os.path.join(HERE, "engine_node.mjs")])
    node.watched = True
    return node


class Smith(Server):
    """The generator that is built on wasm-smith."""

    def __init__(self, program):
        super().__init__([program])

    def generate(self, seed, path, features):
        """(index of the fuel global, None), or (None, reason)."""
        try:
            self.ask(" ".join([str(seed), path, *features]))
            answer = self.read()
        except BrokenPipeError:
            answer = ""
        if answer.startswith("ok "):
            return int(answer[3:]), None
        if not answer:
            self.process = None
            return None, "the generator crashed"
        return None, answer[5:]


def build_smith(build):
    """Builds the generator. Returns its path, or None and says why not."""
    folder = os.path.join(build, "differential", "smith")
    program = os.path.join(folder, "release", "w2o-smith")
    source = os.path.join(HERE, "smith", "src", "main.rs")
    if (os.path.exists(program)
            and os.path.getmtime(program) >= os.path.getmtime(source)):
        return program
    print("differential: building the generator (wasm-smith)",
          file=sys.stderr)
    try:
        result = subprocess.run(
            ["cargo", "build", "--release", "--locked", "--quiet",
             "--target-dir", folder],
            cwd=os.path.join(HERE, "smith"), stdin=subprocess.DEVNULL)
    except FileNotFoundError:
        print("differential: no cargo to build it", file=sys.stderr)
        return None
    return program if result.returncode == 0 else None
