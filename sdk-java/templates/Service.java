package myapp;

import witloom.http.HttpRequest;
import witloom.http.HttpResponse;
import witloom.http.HttpService;

/** Greets whom the query names, by itself and through the other components. */
public final class Main implements HttpService {
  @Override
  public HttpResponse handle(HttpRequest request) {
    if (!request.uri().getPath().equals("/")) {
      return HttpResponse.of(404, "not found\n");
    }
    String name = request.query("name").orElse("world");
    StringBuilder lines = new StringBuilder("hello, " + name + ", from Java\n");
    // calls
    return HttpResponse.of(200, lines.toString());
  }
}
