package myapp;

import wit.wasi.cli.exports.Run;

/** Greets the world, then lets every other part do it. */
public final class Main implements Run {
  @Override
  public void run() throws RunException {
    System.out.println("hello from Java");
    // calls
  }
}
