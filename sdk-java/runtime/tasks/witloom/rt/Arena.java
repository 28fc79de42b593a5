package witloom.rt;

import org.teavm.interop.Export;
import org.teavm.interop.Import;

/**
 * Linear memory for values that cross the boundary, for components with tasks.
 *
 * <p>Results of asynchronous calls and elements of streams arrive at any time and stay until they
 * are lifted, so that nothing can be given back as a stack is: blocks have size classes with free
 * lists, and what lifts a block frees it. What lowering takes is a list of blocks: {@link #mark}
 * and {@link #reset} around a call, {@link #detach} for one that goes on while others come and go.
 *
 * <p>Addresses are unsigned. Java's own objects live elsewhere, in the garbage-collected heap.
 */
public final class Arena {
  private static final int PAGE = 65536;

  /** In front of a block that lowering took: the address of the one before it, and its own size. */
  private static final int HEAD = 16;

  /** Sizes up to this one are rounded to multiples of 16. */
  private static final int SMALL = 256;

  /** Bytes of the table with the first free block of each class. */
  private static final int TABLE = 512;

  // No initialisers: the class must not need a static constructor, cabi_realloc runs at any time.
  private static int table;
  private static int next;
  private static int end;

  /** The last block that lowering took; the result of the last synchronous export. */
  private static int lowered;

  private static int held;

  private Arena() {}

  @Import(module = "witloom:link", name = "heap-base")
  private static native int heapBase();

  @Import(module = "witloom:link", name = "memory-size")
  private static native int memorySize();

  @Import(module = "witloom:link", name = "memory-grow")
  private static native int memoryGrow(int pages);

  /** The last block taken, for {@link #reset(int)}. */
  public static int mark() {
    return lowered;
  }

  /** Gives back everything that was taken since the mark. */
  public static void reset(int mark) {
    while (lowered != mark && lowered != 0) {
      int block = lowered;
      lowered = Mem.getS32(block);
      put(block, Mem.getS32(block + 4));
    }
  }

  /** Keeps what the result of a synchronous export lies in, for its caller. */
  public static void hold() {
    held = lowered;
    lowered = 0;
  }

  /** Gives back what was held. */
  public static void clear() {
    free(held);
    held = 0;
  }

  /** Takes the blocks since the mark off the list; the last of them, for {@link #free(int)}. */
  static int detach(int mark) {
    int first = lowered;
    if (first == mark) {
      return 0;
    }
    int last = first;
    while (Mem.getS32(last) != mark) {
      last = Mem.getS32(last);
    }
    Mem.put32(last, 0);
    lowered = mark;
    return first;
  }

  /** Gives back blocks that were detached. */
  static void free(int first) {
    for (int block = first; block != 0; ) {
      int before = Mem.getS32(block);
      put(block, Mem.getS32(block + 4));
      block = before;
    }
  }

  /** Whether values are being lowered. */
  static boolean isLowering() {
    return lowered != 0;
  }

  /** Takes a block for lowering; {@code align} is at most 8. */
  public static int take(int size, int align) {
    if (Integer.compareUnsigned(size, 0xf0000000) > 0) {
      throw exhausted();
    }
    int block = get(size + HEAD);
    Mem.put32(block, lowered);
    Mem.put32(block + 4, size + HEAD);
    lowered = block;
    return block + HEAD;
  }

  /** A block of memory that lives until {@link #release}. */
  static int get(int size) {
    if (table == 0) {
      start();
    }
    int rounded = rounded(size);
    int slot = table + 4 * kind(rounded);
    int block = Mem.getS32(slot);
    if (block != 0) {
      Mem.put32(slot, Mem.getS32(block));
      return block;
    }
    long wanted = (next & 0xffffffffL) + (rounded & 0xffffffffL);
    if (wanted > (end & 0xffffffffL)) {
      grow(wanted);
    }
    block = next;
    next = (int) wanted;
    return block;
  }

  /** Gives back a block, such as one that another component put here, once it was lifted. */
  public static void release(int block, int size) {
    if (size != 0) {
      put(block, size);
    }
  }

  private static void put(int block, int size) {
    int slot = table + 4 * kind(rounded(size));
    Mem.put32(block, Mem.getS32(slot));
    Mem.put32(slot, block);
  }

  /** The size of a block's class: at most a quarter more, a multiple of 16. */
  private static int rounded(int size) {
    if (Integer.compareUnsigned(size, SMALL) <= 0) {
      return size == 0 ? 16 : (size + 15) & -16;
    }
    int step = 1 << (29 - Integer.numberOfLeadingZeros(size - 1));
    return (size + step - 1) & -step;
  }

  /** The number of the class with blocks of this size. */
  private static int kind(int rounded) {
    if (Integer.compareUnsigned(rounded, SMALL) <= 0) {
      return rounded >>> 4;
    }
    int shift = 29 - Integer.numberOfLeadingZeros(rounded - 1);
    return 17 + (shift - 6) * 4 + (rounded >>> shift) - 5;
  }

  private static void start() {
    table = heapBase();
    next = table + TABLE;
    end = memorySize() * PAGE;
    if (next > end) {
      grow(next & 0xffffffffL);
    }
    for (int slot = table; slot < next; slot += 4) {
      Mem.put32(slot, 0);
    }
  }

  private static void grow(long wanted) {
    long missing = (wanted - (end & 0xffffffffL) + PAGE - 1) / PAGE;
    // A quarter more, so that growing stays rare.
    long generous = Math.max(missing, (end & 0xffffffffL) / (4L * PAGE));
    if (wanted > 0xffff0000L || memoryGrow((int) generous) < 0 && memoryGrow((int) missing) < 0) {
      throw exhausted();
    }
    end = memorySize() * PAGE;
  }

  private static OutOfMemoryError exhausted() {
    return new OutOfMemoryError("linear memory is exhausted");
  }

  /** What was taken for more than is needed goes back with the rest. */
  static void shrink(int block, int size) {}

  /** The allocator that callers of this component use. */
  @Export(name = "cabi_realloc")
  public static int realloc(int old, int oldSize, int align, int newSize) {
    if (newSize == 0) {
      release(old, oldSize);
      return align;
    }
    if (oldSize != 0 && rounded(oldSize) == rounded(newSize)) {
      return old;
    }
    int block = get(newSize);
    if (oldSize != 0) {
      Mem.copy(old, block, Integer.compareUnsigned(oldSize, newSize) < 0 ? oldSize : newSize);
      put(old, oldSize);
    }
    return block;
  }
}
