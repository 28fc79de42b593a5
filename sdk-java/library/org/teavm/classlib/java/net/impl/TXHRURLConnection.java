package org.teavm.classlib.java.net.impl;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.teavm.classlib.java.net.THttpURLConnection;
import org.teavm.classlib.java.net.TProtocolException;
import org.teavm.classlib.java.net.TSocketTimeoutException;
import org.teavm.classlib.java.net.TURL;
import witloom.lib.http.Redirects;
import witloom.rt.Requests;

/** What {@code URL.openConnection} gives for http and https; TeaVM's own asks a browser. */
public class TXHRURLConnection extends THttpURLConnection {
  /** As many redirects as the JDK follows here. */
  private static final int MOST = 20;

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final List<String[]> asked = new ArrayList<>();
  private final List<String[]> answered = new ArrayList<>();
  private boolean hasBody;
  private InputStream body;
  private IOException failure;

  public TXHRURLConnection(TURL url) {
    super(url);
  }

  @Override
  public void connect() {
    if (!connected) {
      getRequestProperties()
          .forEach((name, all) -> all.forEach(value -> asked.add(new String[] {name, value})));
      connected = true;
    }
  }

  @Override
  public void disconnect() {
    if (body != null) {
      try {
        body.close();
      } catch (IOException left) {
        // Nobody asked for what was left of it.
      }
    }
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    if (!doOutput) {
      throw new TProtocolException(
          "cannot write to a URLConnection if doOutput=false - call setDoOutput(true)");
    }
    if (body != null || failure != null) {
      throw new TProtocolException("Cannot write output after reading input.");
    }
    hasBody = true;
    if (method.equals("GET")) {
      method = "POST";
    }
    return written;
  }

  /** Sends the request, once, and follows redirects. */
  private void exchange() throws IOException {
    if (failure != null) {
      throw failure;
    }
    if (body != null) {
      return;
    }
    connect();
    try {
      exchange(URI.create(url.toString()), method, asked, 0);
    } catch (HttpTimeoutException late) {
      failure = new TSocketTimeoutException(late.getMessage());
      throw failure;
    } catch (IOException problem) {
      failure = problem;
      throw problem;
    }
  }

  private void exchange(URI uri, String method, List<String[]> fields, int followed)
      throws IOException {
    Requests.Ask ask = new Requests.Ask(method, uri, fields);
    ask.limits(getConnectTimeout() * 1_000_000L, getReadTimeout() * 1_000_000L);
    if (hasBody && !method.equals("GET")) {
      ask.body(new ByteArrayInputStream(written.toByteArray()), written.size());
    }
    Requests.Reply reply = Requests.send(ask);
    URI next = next(uri, reply);
    if (next == null) {
      keep(reply);
      return;
    }
    if (followed == MOST) {
      throw new TProtocolException("Server redirected too many  times (" + MOST + ")");
    }
    reply.body().close();
    List<String[]> kept = new ArrayList<>(fields);
    if (!Redirects.areOneOrigin(uri, next)) {
      kept.removeIf(field -> Redirects.isSecret(field[0]));
    }
    exchange(next, Redirects.method(method, reply.status()), kept, followed + 1);
  }

  /** Where a redirect leads that is followed: never to another scheme. */
  private URI next(URI uri, Requests.Reply reply) {
    if (!instanceFollowRedirects || !Redirects.isOne(reply.status())) {
      return null;
    }
    for (String[] field : reply.fields()) {
      if (field[0].equalsIgnoreCase("location")) {
        URI next = uri.resolve(URI.create(field[1]));
        return uri.getScheme().equalsIgnoreCase(next.getScheme()) ? next : null;
      }
    }
    return null;
  }

  private void keep(Requests.Reply reply) {
    responseCode = reply.status();
    responseMessage = "";
    answered.add(new String[] {null, "HTTP/1.1 " + responseCode});
    answered.addAll(reply.fields());
    body = reply.body();
  }

  /** The same, for those methods that can't say that it failed. */
  private List<String[]> answered() {
    try {
      exchange();
    } catch (IOException told) {
      return Collections.emptyList();
    }
    return answered;
  }

  @Override
  public int getResponseCode() throws IOException {
    exchange();
    return responseCode;
  }

  @Override
  public String getResponseMessage() throws IOException {
    exchange();
    return responseMessage;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    exchange();
    if (responseCode == 404 || responseCode == 410) {
      throw new FileNotFoundException(url.toString());
    }
    if (responseCode >= 400) {
      throw new IOException(
          "Server returned HTTP response code: " + responseCode + " for URL: " + url);
    }
    return body;
  }

  @Override
  public InputStream getErrorStream() {
    return responseCode >= 400 ? body : null;
  }

  @Override
  public String getHeaderFieldKey(int index) {
    List<String[]> all = answered();
    return index < all.size() ? all.get(index)[0] : null;
  }

  @Override
  public String getHeaderField(int index) {
    List<String[]> all = answered();
    return index < all.size() ? all.get(index)[1] : null;
  }

  @Override
  public String getHeaderField(String name) {
    String found = null;
    for (String[] field : answered()) {
      if (name == null ? field[0] == null : name.equalsIgnoreCase(field[0])) {
        found = field[1];
      }
    }
    return found;
  }

  @Override
  public Map<String, List<String>> getHeaderFields() {
    Map<String, List<String>> all = new LinkedHashMap<>();
    for (String[] field : answered()) {
      all.computeIfAbsent(field[0], name -> new ArrayList<>()).add(field[1]);
    }
    return all;
  }
}
