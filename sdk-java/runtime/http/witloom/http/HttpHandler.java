package witloom.http;

/** Answers HTTP requests: the whole of a service, or a part of it. */
@FunctionalInterface
public interface HttpHandler {
  /**
   * Answers a request. It may wait, and other requests go on meanwhile.
   *
   * @throws Exception whatever went wrong: it is logged, and the client gets status 500
   */
  HttpResponse handle(HttpRequest request) throws Exception;
}
