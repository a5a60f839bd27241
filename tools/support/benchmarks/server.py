"""The suite `server`: docs/examples/server with several executors, under load
by wrk: instances of wasm2obj, the same program as a native process for each
request (CGI), instances of wasmtime where PyPI's package is there, and nothing
at all, which is what HTTP and the client cost."""
import http.client
import json
import os
import shutil
import statistics
import subprocess
import time

from .engines import wasmtime_library
from .process import checked
from .report import markdown_table
from .suites import BUILD, CLANG, KERNELS, SOURCE

FOLDER = os.path.join(KERNELS, "server")
EXAMPLE = os.path.join(SOURCE, "docs", "examples", "server")
CONNECTIONS = [1, 16, 64]
SECONDS = 3
STARTS = 5  # for the time to the first answer, in each round


def processor_time(pid):
    """Seconds of a process and of its children that have ended."""
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        fields = file.read().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


class Server:
    def __init__(self, name, command, environment=None):
        self.name = name
        # Far from any deadline, however busy the machine is.
        self.command = [*command, "--port", "0", "--deadline", "5000"]
        self.environment = dict(os.environ, **(environment or {}))
        self.starts = []  # milliseconds
        self.rounds = {count: [] for count in CONNECTIONS}
        self.processor = []  # microseconds for a request, those of children too
        self.resident = []  # MiB, under the most connections

    def start(self):
        """Process and port; the time from exec to the first answer is kept."""
        begin = time.perf_counter()
        process = subprocess.Popen(
            self.command, env=self.environment, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)
        port = int(process.stdout.readline().rsplit(":", 1)[1])
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", "/hello")
        body = connection.getresponse().read()
        self.starts.append((time.perf_counter() - begin) * 1e3)
        connection.close()
        if body != b"hello 127.0.0.1, request 1\n":
            raise RuntimeError(f"{self.name} answers {body!r}")
        return process, port

    @staticmethod
    def stop(process):
        process.terminate()
        process.wait()
        process.stdout.close()

    def run(self, path):
        for _ in range(STARTS):
            self.stop(self.start()[0])
        process, port = self.start()
        try:
            for count in CONNECTIONS:
                before = processor_time(process.pid)
                self.load(port, path, count)
            self.processor.append(
                (processor_time(process.pid) - before) * 1e6
                / self.rounds[count][-1]["requests"])
            with open(f"/proc/{process.pid}/status",
                      encoding="utf-8") as file:
                self.resident.append(int(
                    file.read().split("VmRSS:")[1].split()[0]) / 1024)
        finally:
            self.stop(process)

    def load(self, port, path, count):
        done = subprocess.run(
            ["wrk", "-t1", f"-c{count}", f"-d{SECONDS}", "-s",
             os.path.join(FOLDER, "report.lua"),
             f"http://127.0.0.1:{port}{path}"],
            stdout=subprocess.PIPE, text=True, check=True)
        found = json.loads(done.stdout.strip().splitlines()[-1])
        if found["errors"]:
            raise RuntimeError(
                f"{self.name}: {found['errors']} requests failed")
        self.rounds[count].append(found)


def missing():
    """What stands in the way of this suite; empty when it can be run."""
    found = [tool for tool in ("wrk", "pkg-config", "cmake", "ninja")
             if not shutil.which(tool)]
    if not found and subprocess.run(
            ["pkg-config", "--exists", "libmicrohttpd >= 0.9.75"]).returncode:
        found.append("libmicrohttpd")
    return " ".join(found)


def servers(level, work, with_peers):
    installed, build = (os.path.join(work, "server-" + name)
                        for name in ("installed", "build"))
    checked(["cmake", "--install", BUILD, "--prefix", installed])
    checked(["cmake", "-S", EXAMPLE, "-B", build, "-G", "Ninja",
             f"-DGUEST_LEVEL=-{level}", f"-DCMAKE_PREFIX_PATH={installed}"])
    checked(["cmake", "--build", build])

    def other(name):
        program = os.path.join(work, "server-" + name)
        checked([CLANG, "-O3", "-I", EXAMPLE,
                 *(os.path.join(EXAMPLE, source) for source in
                   ("server.c", "http.c", "cgi.c", "process.c")),
                 os.path.join(FOLDER, name + ".c"), "-lmicrohttpd", "-ldl",
                 "-lpthread", "-o", program])
        return program

    program = os.path.join(build, "server")
    found = [Server("wasm2obj -" + level, [program])]
    library = wasmtime_library()
    if with_peers and library:
        found.append(Server("wasmtime", [other("wasmtime")], {
            "WASMTIME_LIBRARY": library,
            "WASMTIME_MODULE": os.path.join(build, "guest.wasm")}))
    found.append(Server("process (CGI)", [
        program, "--cgi", os.path.join(build, "guest-native")]))
    found.append(Server("no guest", [other("nothing")]))
    # Whatever is kept for later starts.
    for server in found:
        server.stop(server.start()[0])
        server.starts.clear()
    return found


def cell(values, unit=""):
    median = statistics.median(values)
    spread = 100 * (max(values) - min(values)) / median
    text = f"{median:.0f}" if median >= 100 else f"{median:.3g}"
    return f"{text}{unit} ±{spread:.0f} %"


def time_text(microseconds):
    return (f"{microseconds / 1e3:.3g} ms" if microseconds >= 1e3
            else f"{microseconds:.0f} us")


def run(level, work, rounds, with_peers, path="/hello"):
    """A table: requests per second and latencies of each."""
    found = servers(level, work, with_peers)
    for _ in range(max(rounds, 1)):
        for server in found:
            server.run(path)
    rows = [["first answer after", *(cell(s.starts, " ms") for s in found)]]
    for count in CONNECTIONS:
        word = "connection" if count == 1 else "connections"
        rows.append([f"{count} {word}: thousand requests/s", *(
            cell([r["rate"] / 1e3 for r in s.rounds[count]]) for s in found)])
        rows.append(["p50, p99, p99.9", *(", ".join(
            time_text(statistics.median(r[key] for r in s.rounds[count]))
            for key in ("p50", "p99", "p99.9")) for s in found)])
    rows.append([f"processor time for one, {count} connections", *(
        cell(s.processor, " us") for s in found)])
    rows.append(["resident memory", *(cell(s.resident, " MiB")
                                      for s in found)])
    return markdown_table(["server", *(s.name for s in found)], rows)
