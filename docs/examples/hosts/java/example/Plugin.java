package example;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;

/** One instance of the guest. Any thread may use it, one at a time. */
final class Plugin implements AutoCloseable {
  static class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    Failure(String message) { super(message); }
  }

  /** The guest was stopped; {@link #code} is a w2o_trap_code. */
  static final class Trap extends Failure {
    private static final long serialVersionUID = 1;
    final int code;

    Trap(MemorySegment error) {
      super("trap: " + error.getString(Native.ERROR_MESSAGE));
      code = error.get(JAVA_INT, 4);
    }
  }

  /** The guest gave an address or a length that cannot be. */
  static final class BadRange extends Failure {
    private static final long serialVersionUID = 1;

    BadRange() { super("not in the guest's memory"); }
  }

  private final Native runtime;
  private final MemorySegment store, instance;
  /** Lives as long as the instance: the function that the guest calls. */
  private final Arena arena = Arena.ofShared();

  Plugin(Native runtime) {
    this.runtime = runtime;
    try (Arena local = Arena.ofConfined()) {
      store = (MemorySegment) runtime.storeNew.invokeExact();
      MemorySegment imports = local.allocate(Native.IMPORT);
      imports.set(ADDRESS, 0, local.allocateFrom("host"));
      imports.set(JAVA_LONG, 8, 4);
      imports.set(ADDRESS, 16, local.allocateFrom("log"));
      imports.set(JAVA_LONG, 24, 3);
      imports.set(ADDRESS, 40, logFunction(local));
      MemorySegment config = local.allocate(Native.CONFIG_SIZE, 16);
      config.set(ADDRESS, Native.CONFIG_STORE, store);
      config.set(ADDRESS, Native.CONFIG_IMPORTS, imports);
      config.set(JAVA_LONG, Native.CONFIG_NUM_IMPORTS, 1);
      MemorySegment error = local.allocate(Native.ERROR_SIZE, 4);
      instance = (MemorySegment) runtime.instanceNew.invokeExact(
          runtime.module, config, error);
      if (instance.equals(MemorySegment.NULL)) {
        close();
        throw new Trap(error);
      }
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  /** Frees the instance with its store. No call may be active. */
  @Override
  public void close() {
    try {
      runtime.storeDelete.invokeExact(store);
    } catch (Throwable e) {
      throw rethrow(e);
    }
    arena.close();
  }

  byte[] expand(byte[] text) {
    try (Arena local = Arena.ofConfined()) {
      MemorySegment result = local.allocate(JAVA_INT);
      check((int) runtime.expandInput.invokeExact(instance, text.length,
                                                  result));
      int source = result.get(JAVA_INT, 0);
      if (source == 0)
        throw new BadRange();
      at(instance, source, text.length)
          .copyFrom(MemorySegment.ofArray(text));
      check((int) runtime.expandExpand.invokeExact(instance, text.length,
                                                   result));
      int length = result.get(JAVA_INT, 0);
      check((int) runtime.expandOutput.invokeExact(instance, result));
      return read(instance, result.get(JAVA_INT, 0), length);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  private void check(int trap) throws Throwable {
    if (trap == 0)
      return;
    try (Arena local = Arena.ofConfined()) {
      MemorySegment error = local.allocate(Native.ERROR_SIZE, 4);
      runtime.lastError.invokeExact(instance, error);
      throw new Trap(error);
    }
  }

  /** A range of the guest's memory; numbers are unsigned. */
  private MemorySegment at(MemorySegment of, int address, int size)
      throws Throwable {
    MemorySegment memory =
        (MemorySegment) runtime.instanceMemory.invokeExact(of, 0);
    long length = Integer.toUnsignedLong(size);
    MemorySegment place = (MemorySegment) runtime.memoryAt.invokeExact(
        memory, Integer.toUnsignedLong(address), length);
    if (place.equals(MemorySegment.NULL))
      throw new BadRange();
    return place.reinterpret(length);
  }

  private byte[] read(MemorySegment of, int address, int size)
      throws Throwable {
    return at(of, address, size).toArray(JAVA_BYTE);
  }

  private MemorySegment logFunction(Arena local) throws Throwable {
    MethodHandle log = MethodHandles.lookup().bind(
        this, "log",
        MethodType.methodType(boolean.class, MemorySegment.class,
                              MemorySegment.class, MemorySegment.class,
                              MemorySegment.class));
    MemorySegment callback =
        Linker.nativeLinker().upcallStub(log, Native.CALLBACK, arena);
    MemorySegment params =
        local.allocateFrom(JAVA_INT, Native.I32, Native.I32);
    MemorySegment signature = local.allocate(Native.SIGNATURE);
    signature.set(ADDRESS, 0, params);
    signature.set(JAVA_LONG, 8, 2);
    return (MemorySegment) runtime.funcNew.invokeExact(
        store, signature, callback, MemorySegment.NULL);
  }

  /**
   * The import "host" "log". An exception that left it would end the virtual
   * machine: the guest is stopped in its place.
   */
  private boolean log(MemorySegment context, MemorySegment caller,
                      MemorySegment args, MemorySegment results) {
    try (Arena local = Arena.ofConfined()) {
      MemorySegment values = args.reinterpret(2 * Native.VALUE_SIZE);
      try {
        byte[] text = read(caller, values.get(JAVA_INT, 0),
                           values.get(JAVA_INT, Native.VALUE_SIZE));
        System.out.println("guest: " +
                           new String(text, StandardCharsets.UTF_8));
        return true;
      } catch (Throwable e) {
        runtime.setTrap.invokeExact(
            caller, Native.TRAP_HOST, 0,
            local.allocateFrom("log: " + e.getMessage()));
        return false;
      }
    } catch (Throwable e) {
      return false;
    }
  }

  private static RuntimeException rethrow(Throwable e) {
    if (e instanceof Error error)
      throw error;
    return e instanceof RuntimeException known ? known
                                               : new RuntimeException(e);
  }
}
