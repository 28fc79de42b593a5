package myapp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import wit.myapp.app.exports.GreetJava.GreetException;

class GreeterTest {
  @Test
  void usesTheName() throws GreetException {
    assertEquals("hello, Ada, from Java", new Greeter().greet("Ada"));
  }

  @Test
  void needsAName() {
    assertThrows(GreetException.class, () -> new Greeter().greet(""));
  }
}
