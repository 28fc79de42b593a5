package witloom.rt;

import java.util.concurrent.CancellationException;

/**
 * A call of an imported async function, or an element of a stream, that is under way. For generated
 * code.
 */
public final class Call {
  private final String title;
  private final int mark = Arena.mark();
  private int blocks;
  private Resource moved;
  private Moving ends;

  private Call(String title) {
    this.title = title;
  }

  /** Begins a call, unless the thread was interrupted. */
  public static Call begin(String title) {
    if (Thread.interrupted()) {
      throw new CancellationException("`" + title + "` was not called: the thread is interrupted");
    }
    return new Call(title);
  }

  /** Begins to write an element. */
  static Call element(String name) {
    Lower.subject = name;
    return new Call(name);
  }

  /** Everything was lowered: somebody else owns what was taken, for the time being. */
  void lowered() {
    blocks = Arena.detach(mark);
    moved = Resource.takeMoving();
    ends = Moving.take();
  }

  /** Waits for the call whose core function answered {@code status}. */
  public void await(int status) {
    lowered();
    int state = status & 15;
    int handle = status >>> 4;
    if (state < Core.RETURNED) {
      try {
        Tasks.checkWait();
      } catch (IllegalStateException problem) {
        // The callee has begun and may read what was lowered at any time: there is no way back.
        Trap.report(title, problem);
      }
      state = Tasks.await(Waiting.subtask(handle), true) & 15;
      Core.subtaskDrop(handle);
    }
    if (state == Core.CANCELLED_BEFORE_STARTED) {
      restored();
    } else {
      taken();
    }
    if (state != Core.RETURNED) {
      Thread.interrupted();
      throw new CancellationException("`" + title + "` was cancelled: the thread was interrupted");
    }
  }

  /** What moved is the other side's. */
  void taken() {
    Resource.sent(moved);
    moved = null;
    ends = null;
  }

  /** What moved is ours again. */
  void restored() {
    Resource.restore(moved);
    Moving.restoreAll(ends);
    moved = null;
    ends = null;
  }

  /** What moved and came back has nobody left who wants it. */
  void dropped() {
    Resource back = moved;
    Resource.restore(back);
    Resource.closeAll(back);
    Moving.dropAll(ends);
    moved = null;
    ends = null;
  }

  /** Gives back what lowering took. */
  public void end() {
    Arena.reset(mark);
    Tasks.restore();
    Arena.free(blocks);
    blocks = 0;
  }
}
