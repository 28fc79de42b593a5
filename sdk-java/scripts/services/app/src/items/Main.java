package items;

import witloom.http.HttpRequest;
import witloom.http.HttpResponse;
import witloom.http.HttpService;

/** The catalog as a component. */
public final class Main implements HttpService {
  @Override
  public HttpResponse handle(HttpRequest request) {
    if (!request.uri().getPath().equals("/items")) {
      return HttpResponse.of(404, "not found\n");
    }
    return HttpResponse.of(200, Catalog.json()).header("content-type", "application/json");
  }
}
