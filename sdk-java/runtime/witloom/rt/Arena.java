package witloom.rt;

import org.teavm.interop.Export;
import org.teavm.interop.Import;

/**
 * Linear memory for values that cross the boundary, handed out as a stack.
 *
 * <p>Calls nest strictly: parameters of an export lie at the bottom until they are lifted, each
 * call of an import takes its blocks above a mark and gives them back, and what a result needs
 * stays until the post-return. So one pointer is all there is to keep, and memory returns after
 * every call.
 *
 * <p>Addresses are unsigned. Java's own objects live elsewhere, in the garbage-collected heap.
 */
public final class Arena {
  private static final int PAGE = 65536;

  // No initialisers: the class must not need a static constructor, cabi_realloc runs at any time.
  private static int base;
  private static int top;
  private static int end;

  private Arena() {}

  @Import(module = "witloom:link", name = "heap-base")
  private static native int heapBase();

  @Import(module = "witloom:link", name = "memory-size")
  private static native int memorySize();

  @Import(module = "witloom:link", name = "memory-grow")
  private static native int memoryGrow(int pages);

  /** The current height, for {@link #reset(int)}. */
  public static int mark() {
    if (base == 0) {
      start();
    }
    return top;
  }

  private static void start() {
    base = heapBase();
    top = base;
    end = memorySize() * PAGE;
  }

  /** Gives back everything that was taken since the mark. */
  public static void reset(int mark) {
    top = mark;
  }

  /** Gives back everything. */
  public static void clear() {
    top = base;
  }

  /** Takes a block; {@code align} is a power of two. */
  public static int take(int size, int align) {
    if (base == 0) {
      start();
    }
    int start = (top + align - 1) & -align;
    long wanted = (start & 0xffffffffL) + (size & 0xffffffffL);
    if (wanted > (end & 0xffffffffL)) {
      grow(wanted);
    }
    top = (int) wanted;
    return start;
  }

  private static void grow(long wanted) {
    long missing = (wanted - (end & 0xffffffffL) + PAGE - 1) / PAGE;
    // A quarter more, so that growing stays rare.
    long generous = Math.max(missing, (end & 0xffffffffL) / (4L * PAGE));
    if (wanted > 0xffff0000L || memoryGrow((int) generous) < 0 && memoryGrow((int) missing) < 0) {
      throw new OutOfMemoryError("linear memory is exhausted");
    }
    end = memorySize() * PAGE;
  }

  /** Another component put this block here, and it was lifted: it goes with the rest. */
  public static void release(int block, int size) {}

  /** Shortens the topmost block to so many bytes. */
  static void shrink(int block, int size) {
    top = block + size;
  }

  /** The allocator that callers of this component use. */
  @Export(name = "cabi_realloc")
  public static int realloc(int old, int oldSize, int align, int newSize) {
    if (oldSize != 0 && old + oldSize == top) {
      // The topmost block grows or shrinks where it is.
      top = old;
      return take(newSize, align);
    }
    int block = take(newSize, align);
    if (oldSize != 0) {
      Mem.copy(old, block, oldSize < newSize ? oldSize : newSize);
    }
    return block;
  }
}
