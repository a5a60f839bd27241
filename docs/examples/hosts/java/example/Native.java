package example;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** The declarations of wasm2obj_rt.h that this host uses. */
final class Native {
  static final int I32 = 1;
  static final int TRAP_HOST = 25;

  /** w2o_error: three numbers and a text of 500 bytes. */
  static final long ERROR_SIZE = 512;
  static final long ERROR_MESSAGE = 12;

  /** w2o_config: the fields used, and at least as much as all of them have. */
  static final long CONFIG_SIZE = 256;
  static final long CONFIG_STORE = 0;
  static final long CONFIG_IMPORTS = 8;
  static final long CONFIG_NUM_IMPORTS = 16;

  /** w2o_value, as args of a w2o_callback have it. */
  static final long VALUE_SIZE = 16;

  /** w2o_import, with a w2o_extern of kind 0, a function. */
  static final MemoryLayout IMPORT = MemoryLayout.structLayout(
      ADDRESS.withName("module"), JAVA_LONG.withName("moduleLength"),
      ADDRESS.withName("field"), JAVA_LONG.withName("fieldLength"),
      JAVA_LONG.withName("kind"), ADDRESS.withName("function"));

  /** w2o_signature. */
  static final MemoryLayout SIGNATURE =
      MemoryLayout.structLayout(ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG);

  /** w2o_callback. */
  static final FunctionDescriptor CALLBACK = FunctionDescriptor.of(
      JAVA_BOOLEAN, ADDRESS, ADDRESS, ADDRESS, ADDRESS);

  final MemorySegment module;
  final MethodHandle expandInput, expandOutput, expandExpand;
  final MethodHandle storeNew, storeDelete, funcNew, instanceNew;
  final MethodHandle instanceMemory, memoryAt, lastError, setTrap;

  private final SymbolLookup library;

  Native(SymbolLookup library) {
    this.library = library;
    module = library.find("expand_module").orElseThrow();
    expandInput = function("expand_input", JAVA_INT, ADDRESS, JAVA_INT,
                           ADDRESS);
    expandOutput = function("expand_output", JAVA_INT, ADDRESS, ADDRESS);
    expandExpand = function("expand_expand", JAVA_INT, ADDRESS, JAVA_INT,
                            ADDRESS);
    storeNew = function("w2o_store_new", ADDRESS);
    storeDelete = function("w2o_store_delete", null, ADDRESS);
    funcNew = function("w2o_func_new", ADDRESS, ADDRESS, ADDRESS, ADDRESS,
                       ADDRESS);
    instanceNew = function("w2o_instance_new", ADDRESS, ADDRESS, ADDRESS,
                           ADDRESS);
    instanceMemory = function("w2o_instance_memory", ADDRESS, ADDRESS,
                              JAVA_INT);
    memoryAt = function("w2o_memory_at", ADDRESS, ADDRESS, JAVA_LONG,
                        JAVA_LONG);
    lastError = function("w2o_last_error", null, ADDRESS, ADDRESS);
    setTrap = function("w2o_set_trap", null, ADDRESS, JAVA_INT, JAVA_INT,
                       ADDRESS);
  }

  private MethodHandle function(String name, MemoryLayout result,
                                MemoryLayout... params) {
    FunctionDescriptor type = result == null
        ? FunctionDescriptor.ofVoid(params)
        : FunctionDescriptor.of(result, params);
    return Linker.nativeLinker().downcallHandle(
        library.find(name).orElseThrow(), type);
  }
}
