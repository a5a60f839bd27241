"""A host in Python: Plugin is an instance of the guest, a trap is raised."""
import ctypes
from ctypes import byref, c_uint32

from . import native

TRAP_HOST = 25


class Trap(Exception):
    """The guest was stopped; `code` is a w2o_trap_code."""

    def __init__(self, error):
        super().__init__("trap: " + error.message.decode())
        self.code = error.trap


class BadRange(Exception):
    """The guest gave an address or a length that cannot be."""

    def __init__(self):
        super().__init__("not in the guest's memory")


class Plugin:
    """One instance. Any thread may use it, one at a time."""

    def __init__(self, log=print):
        self.log = log
        self.store = native.store_new()
        if not self.store:
            raise MemoryError
        # Kept: ctypes does not know for how long the guest may call it.
        self.callback = native.Callback(self._log)
        params = (ctypes.c_int * 2)(native.I32, native.I32)
        function = native.func_new(
            self.store, byref(native.Signature(params, 2, None, 0)),
            self.callback, None)
        value = native.Extern(native.EXTERN_FUNC, function)
        imports = native.Import(b"host", 4, b"log", 3, value)
        error = native.Error()
        self.instance = native.instance_new(
            native.module,
            native.Config(self.store, ctypes.pointer(imports), 1),
            byref(error))
        if not self.instance:
            self.close()
            raise Trap(error)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Frees the instance with its store. No call may be active."""
        native.store_delete(self.store)
        self.store = self.instance = None

    def expand(self, text):
        source, target, length = c_uint32(), c_uint32(), c_uint32()
        self._check(native.expand_input(self.instance, len(text),
                                        byref(source)))
        if not source.value:
            raise BadRange
        ctypes.memmove(self._at(self.instance, source.value, len(text)),
                       text, len(text))
        self._check(native.expand_expand(self.instance, len(text),
                                         byref(length)))
        self._check(native.expand_output(self.instance, byref(target)))
        return self._read(self.instance, target.value, length.value)

    def _check(self, trap):
        if trap:
            error = native.Error()
            native.last_error(self.instance, byref(error))
            raise Trap(error)

    @staticmethod
    def _at(instance, address, size):
        """The host's address of a range of the guest's memory."""
        place = native.memory_at(native.instance_memory(instance, 0), address,
                                 size)
        if not place:
            raise BadRange
        return place

    @classmethod
    def _read(cls, instance, address, size):
        return ctypes.string_at(cls._at(instance, address, size), size)

    def _log(self, _context, caller, args, _results):
        """The import "host" "log". An exception must not leave it, because
        ctypes would drop it: the guest is stopped in its place."""
        try:
            text = self._read(caller, args[0].i32, args[1].i32)
            self.log("guest: " + text.decode(errors="replace"))
            return True
        except Exception as error:
            native.set_trap(caller, TRAP_HOST, 0, f"log: {error}".encode())
            return False
