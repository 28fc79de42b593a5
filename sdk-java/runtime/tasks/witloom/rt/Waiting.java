package witloom.rt;

import org.teavm.interop.AsyncCallback;

/**
 * A waitable that somebody waits for: a subtask, an end of a stream or future, or a timer's
 * subtask.
 */
final class Waiting extends Job {
  final int handle;

  /** The task that waits for it. */
  Task host;

  /** The thread that goes on then, or what happens. */
  AsyncCallback<Integer> callback;

  Job timer;

  /** Of the end that a copy is under way with. */
  private final Payload<?> payload;

  private final boolean reads;
  private int code;

  private Waiting(int handle, Payload<?> payload, boolean reads) {
    this.handle = handle;
    this.payload = payload;
    this.reads = reads;
  }

  static Waiting subtask(int handle) {
    return new Waiting(handle, null, false);
  }

  static Waiting copy(int handle, Payload<?> payload, boolean reads) {
    return new Waiting(handle, payload, reads);
  }

  boolean isSubtask() {
    return payload == null;
  }

  /** It has come. */
  void arrived(int code) {
    this.code = code;
    if (timer == null) {
      Tasks.later(this);
      return;
    }
    Core.subtaskDrop(handle);
    Tasks.later(timer);
  }

  /**
   * Ends what is waited for, unless it has come already; who waits goes on with what became of it.
   */
  void stop() {
    if (!Tasks.forget(this)) {
      return;
    }
    if (payload == null) {
      code = Core.subtaskCancel(handle);
    } else {
      code = reads ? payload.cancelRead(handle) : payload.cancelWrite(handle);
    }
    if (timer == null) {
      Tasks.later(this);
    } else {
      Core.subtaskDrop(handle);
    }
  }

  @Override
  public void run() {
    callback.complete(code);
  }
}
