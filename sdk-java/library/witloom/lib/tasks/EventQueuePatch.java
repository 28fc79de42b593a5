package witloom.lib.tasks;

import org.teavm.runtime.EventQueue;
import witloom.rt.Job;
import witloom.rt.Tasks;

/** TeaVM's events, which the runtime of tasks brings about. */
public final class EventQueuePatch {
  private EventQueuePatch() {}

  public static void offer(EventQueue.Event event) {
    Tasks.offer(new EventJob(event));
  }

  public static int offer(EventQueue.Event event, long time) {
    return Tasks.schedule(new EventJob(event), time);
  }

  public static void kill(int id) {
    Tasks.kill(id);
  }

  private static final class EventJob extends Job {
    private final EventQueue.Event event;

    EventJob(EventQueue.Event event) {
      this.event = event;
    }

    @Override
    public void run() {
      event.run();
    }
  }
}
