package logs;

import java.util.List;
import wit.logs.pipeline.exports.Figures;
import wit.logs.pipeline.imports.Visitors.Visit;
import witloom.rt.ItemStream;

/** Figures of each hour, as soon as a visit of another one comes. */
public final class Hours implements Figures {
  private static final long SECONDS = 3600;

  @Override
  public ItemStream<Hour> hourly(ItemStream<List<Visit>> visits) {
    return ItemStream.written(
        hours -> {
          try (visits) {
            Counted counted = null;
            for (List<Visit> batch : visits) {
              for (Visit visit : batch) {
                long start = visit.time() - visit.time() % SECONDS;
                if (counted != null && counted.start() != start) {
                  if (!hours.put(counted.hour())) {
                    return; // nobody reads on
                  }
                  counted = null;
                }
                if (counted == null) {
                  counted = new Counted(start);
                }
                counted.add(visit);
              }
            }
            if (counted != null) {
              hours.put(counted.hour());
            }
          }
        });
  }
}
