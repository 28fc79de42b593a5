package witloom.http;

import wit.wasi.http.exports.IncomingHandler;
import wit.wasi.http.imports.Types;

/**
 * Exports {@code wasi:http/incoming-handler}: implement this in one public class of the component.
 *
 * <p>Nothing is sent of fields that belong to a connection ({@code Connection}, {@code
 * Transfer-Encoding} and their like).
 */
public interface HttpService extends HttpHandler, IncomingHandler {
  @Override
  default void handle(Types.IncomingRequest request, Types.ResponseOutparam responseOut) {
    Answer.to(this, request, responseOut);
  }
}
