"""Asks the example of an HTTP server for everything that it promises.

    server.py SERVER NATIVE LOAD LOG

Starts SERVER, and the same with --cgi NATIVE; LOAD is the client of load.c.
Any difference to what is expected ends it with a message and status 1.
"""
import atexit
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time

PROGRAM, NATIVE, LOAD, LOG = sys.argv[1:]
# Milliseconds, for loops without end; a busy machine must have done all else.
DEADLINE = 500
LIMITS = ["--port", "0", "--deadline", str(DEADLINE), "--memory", "64",
          "--body", "100000", "--reply", "200000", "--timeout", "2",
          "--connections", "60"]


class Server:
    def __init__(self, *options):
        with open(LOG, "w") as log:
            self.process = subprocess.Popen(
                [PROGRAM, *LIMITS, *options], stdout=subprocess.PIPE,
                stderr=log, text=True)
        atexit.register(self.process.kill)  # where something else went wrong
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])
        self.idle = self.descriptors() + 2

    def ask(self, target, method="GET", body=None, headers={}):
        """Status, headers, body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port,
                                                timeout=20)
        connection.request(method, target, body=body, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, answer.headers, body

    def raw(self, data):
        """The bytes that come back until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), 20) as peer:
            peer.sendall(data)
            result = b""
            while True:
                try:
                    piece = peer.recv(65536)
                except ConnectionResetError:
                    return result
                if not piece:
                    return result
                result += piece

    def resident(self):
        with open(f"/proc/{self.process.pid}/status") as file:
            return int(re.search(r"VmRSS:\s+(\d+)", file.read())[1])

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def end(self, number=signal.SIGTERM):
        """Its log, after an end in peace."""
        self.process.send_signal(number)
        same("exit status", self.process.wait(30), 0)
        self.process.stdout.close()
        with open(LOG) as file:
            return file.read()


def same(what, found, expected):
    if found != expected:
        sys.exit(f"{what}: found {found!r}, expected {expected!r}")


def contains(text, expected):
    if expected not in text:
        sys.exit(f"not found: {expected!r}, in: {text!r}")


def good_routes(server):
    for _ in range(3):  # a static variable of the guest is as new each time
        status, headers, body = server.ask("/hello")
        same("/hello", (status, body),
             (200, b"hello 127.0.0.1, request 1\n"))
        same("type", headers["Content-Type"], "text/plain")
    same("HEAD", server.ask("/hello", "HEAD")[::2], (200, b""))
    data = bytes(range(256)) * 300
    status, headers, body = server.ask("/echo", "POST", data,
                                       {"Content-Type": "x/y"})
    same("/echo", (status, headers["Content-Type"], body == data),
         (200, "x/y", True))
    same("chunks", server.ask("/echo", "POST", iter([b"one ", b"two"]))[::2],
         (200, b"one two"))
    same("/primes", server.ask("/primes?n=100")[2],
         b"25 primes up to 100\n")
    same("no page", server.ask("/nothing")[0], 404)
    status, headers, _ = server.ask("/moved")
    same("/moved", (status, headers["Location"]), (302, "/hello"))


def variables(server):
    """RFC 3875, 4.1; what is left out is as important."""
    text = server.ask("/env%69ronment?a=%20b", "POST", "body", {
        "Cookie": "c=1", "X-Test": "yes", "X_Test": "no", "Proxy": "evil",
        "Authorization": "Basic secret", "Content-Type": "a/b"})[2].decode()
    same("variables", text, """\
GATEWAY_INTERFACE=CGI/1.1
REQUEST_METHOD=POST
SCRIPT_NAME=
PATH_INFO=/environment
QUERY_STRING=a=%20b
CONTENT_TYPE=a/b
CONTENT_LENGTH=4
SERVER_PROTOCOL=HTTP/1.1
HTTP_COOKIE=c=1
HTTP_X_TEST=yes
""")
    answer = server.raw(b"GET http://h/environment HTTP/1.1\r\nHost: h\r\n"
                        b"Cookie: a\r\nX-Test: 1\r\nCookie: b\r\nX-Test: 2\r\n"
                        b"Connection: close\r\n\r\n").decode()
    contains(answer, "HTTP_COOKIE=a; b\nHTTP_X_TEST=1, 2\n")
    if "CONTENT_LENGTH=" in answer:
        sys.exit("there is no body, so it has no length")


FAULTS = {"/loop": 504, "/wait": 504, "/trap": 500, "/memory": 500,
          "/deep": 500, "/exit": 500, "/talk": 500, "/garbage": 502,
          "/bad-field": 502, "/large?n=200000": 502}


def faults(server):
    for target, status in FAULTS.items():
        begin = time.monotonic()
        found, _, body = server.ask(target)
        same(target, found, status)
        if b"must not be sent" in body:
            sys.exit("half of an answer was sent")
        if time.monotonic() - begin > DEADLINE / 1000 + 10:
            sys.exit(f"{target} took too long")
        same("after " + target, server.ask("/hello")[0], 200)
    # A guest can say nothing about length and connection.
    answer = server.raw(b"GET /split HTTP/1.1\r\nHost: h\r\n"
                        b"Connection: close\r\n\r\n")
    head, _, body = answer.lower().partition(b"\r\n\r\n")
    same("body", body, b"fine\n")
    contains(head, b"x-good: yes")
    contains(head, b"content-length: 5")
    same("lengths", head.count(b"content-length"), 1)
    same("encodings", head.count(b"transfer-encoding"), 0)


def limits(server):
    same("body", server.ask("/echo", "POST", b"x" * 100000)[0], 200)
    for body in b"x" * 100001, iter([b"x" * 50000] * 3):
        try:
            same("large body", server.ask("/echo", "POST", body)[0], 413)
        except (BrokenPipeError, ConnectionResetError):
            pass  # closed while it was sending
    same("reply", len(server.ask("/large?n=199900")[2]), 199900)
    same("large head",
         server.ask("/hello", headers={"X": "x" * 20000})[0], 431)
    same("fields", server.ask("/hello", headers={
        f"X-{i}": "" for i in range(150)})[0], 431)
    same("nul", server.ask("/%00")[0], 400)
    same("bad escape", server.ask("/%zz")[0], 400)
    same("no path",
         server.raw(b"OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n")[:12],
         b"HTTP/1.1 400")
    # Too slow: closed, without an instance for it.
    begin = time.monotonic()
    server.raw(b"POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nx")
    if time.monotonic() - begin > 15:
        sys.exit("a slow client was not stopped")
    # Gone in the middle of something: nothing is kept, which the number of
    # those cut off at the end shows.
    for data in (b"GET /hello HTTP/1.1\r\nX", b"GET /hello HTTP/1.1\r\n\r\n",
                 b"POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n",
                 b"GET /loop HTTP/1.1\r\nHost: h\r\n\r\n"):
        for _ in range(10):
            socket.create_connection(("127.0.0.1", server.port)).sendall(data)


def count_served(server, number):
    """How many of so many connections at once get an answer."""
    peers = [socket.create_connection(("127.0.0.1", server.port), 20)
             for _ in range(number)]
    time.sleep(0.5)
    answers = 0
    for peer in peers:
        try:
            peer.sendall(b"GET /hello HTTP/1.1\r\nHost: h\r\n\r\n")
            answers += peer.recv(9) == b"HTTP/1.1 "
        except (BrokenPipeError, ConnectionResetError, TimeoutError):
            pass
    for peer in peers:
        peer.close()
    return answers


def connections(server):
    """One more than there may be is closed, and no other suffers."""
    settle(server)
    end = time.monotonic() + 60
    answers = count_served(server, 70)
    # Those of before count until the server has seen that they are gone.
    while answers < 30 and time.monotonic() < end:
        time.sleep(1)
        answers = count_served(server, 70)
    if not 30 <= answers <= 60:
        sys.exit(f"{answers} of 70 connections were served")
    settle(server)


def settle(server):
    """Waits for the threads of connections that clients have closed, which
    count until they end."""
    deadline = time.monotonic() + 60
    while server.descriptors() > server.idle:
        if time.monotonic() > deadline:
            sys.exit(f"{server.descriptors()} descriptors are left")
        time.sleep(0.05)
        try:
            server.ask("/hello")
        except (http.client.HTTPException, OSError):
            pass


def load(server):
    def run(*arguments):
        done = subprocess.run(
            [LOAD, str(server.port), *arguments], stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            sys.exit(done.stdout)
        print(done.stdout, end="")

    run("1000", "8", "100")
    before = server.resident()
    run("10000", "8", "100")
    run("500", "8", "0", "1")  # a connection for each
    settle(server)
    print(f"{before} KiB before, {server.resident()} KiB after")
    if server.resident() > before + 4096:
        sys.exit("its memory has grown")


def drain(server):
    """A request that runs when the signal comes is answered."""
    statuses = []
    thread = threading.Thread(
        target=lambda: statuses.append(server.ask("/wait")[0]))
    thread.start()
    time.sleep(DEADLINE / 4000)
    log = server.end()
    thread.join()
    same("last request", statuses, [504])
    contains(log, " 0 cut off\n")
    return log


server = Server()
good_routes(server)
variables(server)
faults(server)
limits(server)
connections(server)
load(server)
text = drain(server)
for line in (
        "GET /loop 504: trap 23 (interrupt) in loop called by ",
        "GET /wait 504: trap 23 (interrupt) in ",
        "GET /trap 500: trap 1 (unreachable) in trap called by ",
        "GET /memory 500: trap 1 (unreachable) in abort called by memory",
        "GET /deep 500: trap 10 (call stack exhausted) in deep_call called by ",
        "GET /exit 500: exit 7\n",
        "GET /talk 500: exit 1; said: an ?[31mevil?message\n",
        "GET /garbage 502: no end of the head\n",
        "GET /bad-field 502: bad characters in the head\n",
        "GET /large?n=200000 502: the reply is too large\n",
        "POST /echo 413: the body is too large\n",
        "GET /%00 400: bad request\n"):
    contains(text, line)

native = Server("--cgi", NATIVE)
good_routes(native)
variables(native)
faults(native)
native.end(signal.SIGINT)
print("all as expected")
