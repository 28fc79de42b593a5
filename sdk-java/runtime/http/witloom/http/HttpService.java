package witloom.http;

import wit.wasi.http.exports.Handler;
import wit.wasi.http.imports.Types;

/**
 * Exports {@code wasi:http/handler}: implement this in one public class of the component.
 *
 * <p>Nothing is sent of fields that belong to a connection ({@code Connection}, {@code
 * Transfer-Encoding} and their like).
 */
public interface HttpService extends HttpHandler, Handler {
  @Override
  default Types.Response handle(Types.Request request)
      throws ErrorCodeException, InterruptedException {
    return Answer.to(this, request);
  }
}
