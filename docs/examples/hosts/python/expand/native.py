"""The declarations of wasm2obj_rt.h that this host uses."""
import ctypes
import os
from ctypes import (CFUNCTYPE, POINTER, Structure, c_bool, c_char, c_char_p,
                    c_int, c_int32, c_size_t, c_uint32, c_uint64, c_void_p)

I32 = 1
EXTERN_FUNC = 0


class Error(Structure):
    _fields_ = [("kind", c_int), ("trap", c_int), ("exit_code", c_int32),
                ("message", c_char * 500)]


class Extern(Structure):
    _fields_ = [("kind", c_int), ("of", c_void_p)]


class Import(Structure):
    _fields_ = [("module", c_char_p), ("module_length", c_size_t),
                ("field", c_char_p), ("field_length", c_size_t),
                ("value", Extern)]


class Config(Structure):
    """The first fields of w2o_config; `rest` is more than what follows."""
    _fields_ = [("store", c_void_p), ("imports", POINTER(Import)),
                ("num_imports", c_size_t), ("rest", c_uint64 * 16)]


class Signature(Structure):
    _fields_ = [("params", POINTER(c_int)), ("num_params", c_size_t),
                ("results", POINTER(c_int)), ("num_results", c_size_t)]


class Value(ctypes.Union):
    _fields_ = [("i32", c_uint32), ("v128", c_uint64 * 2)]


Callback = CFUNCTYPE(c_bool, c_void_p, c_void_p, POINTER(Value),
                     POINTER(Value))

# PyDLL would keep Python's lock while a guest runs; CDLL gives it back.
library = ctypes.CDLL(os.path.join(os.path.dirname(__file__), "expand.so"))


def function(name, result, *params):
    found = getattr(library, name)
    found.restype = result
    found.argtypes = params
    return found


module = ctypes.addressof(ctypes.c_char.in_dll(library, "expand_module"))
expand_input = function("expand_input", c_int32, c_void_p, c_uint32,
                        POINTER(c_uint32))
expand_output = function("expand_output", c_int32, c_void_p,
                         POINTER(c_uint32))
expand_expand = function("expand_expand", c_int32, c_void_p, c_uint32,
                         POINTER(c_uint32))
store_new = function("w2o_store_new", c_void_p)
store_delete = function("w2o_store_delete", None, c_void_p)
func_new = function("w2o_func_new", c_void_p, c_void_p, POINTER(Signature),
                    Callback, c_void_p)
instance_new = function("w2o_instance_new", c_void_p, c_void_p,
                        POINTER(Config), POINTER(Error))
instance_memory = function("w2o_instance_memory", c_void_p, c_void_p,
                           c_uint32)
memory_at = function("w2o_memory_at", c_void_p, c_void_p, c_uint64, c_uint64)
last_error = function("w2o_last_error", None, c_void_p, POINTER(Error))
set_trap = function("w2o_set_trap", None, c_void_p, c_int, c_int32, c_char_p)
