package app;

import java.util.List;
import wit.demo.state.exports.Surroundings;
import witloom.rt.Program;

/** Tells what a program finds around it. */
public final class Told implements Surroundings {
  @Override
  public List<String> tell(String what) {
    return what.equals("arguments") ? Program.arguments() : app.Surroundings.tell(what);
  }
}
