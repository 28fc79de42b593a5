package myapp;

import wit.myapp.app.exports.GreetJava;

/** Greets people. */
public final class Greeter implements GreetJava {
  @Override
  public String greet(String name) throws GreetException {
    if (name.isEmpty()) {
      throw new GreetException("a name is needed");
    }
    return "hello, " + name + ", from Java";
  }
}
