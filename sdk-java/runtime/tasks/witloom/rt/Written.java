package witloom.rt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** What a thread of ours writes, piece by piece, as an {@link InputStream}. */
final class Written extends InputStream {
  private final ItemStream<byte[]> pieces;
  private byte[] piece = new byte[0];
  private int at;

  Written(ItemStream.ByteWriter writer) {
    this.pieces = ItemStream.written(sink -> write(writer, sink));
  }

  private static void write(ItemStream.ByteWriter writer, ItemStream.Sink<byte[]> sink)
      throws Exception {
    Out out = new Out(sink);
    try {
      writer.write(out);
    } catch (IOException problem) {
      if (!out.isLeft) {
        throw problem;
      }
    }
  }

  private static final class Out extends OutputStream {
    private final ItemStream.Sink<byte[]> sink;
    boolean isLeft;

    Out(ItemStream.Sink<byte[]> sink) {
      this.sink = sink;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      if (count == 0) {
        return;
      }
      // Unlike `Arrays.copyOfRange` this is one instruction.
      byte[] piece = new byte[count];
      System.arraycopy(bytes, from, piece, 0, count);
      if (!sink.put(piece)) {
        isLeft = true;
        throw new IOException("the reader of this stream has left");
      }
    }
  }

  private boolean isOver() {
    if (at < piece.length) {
      return false;
    }
    if (!pieces.hasNext()) {
      return true;
    }
    piece = pieces.next();
    at = 0;
    return false;
  }

  @Override
  public int read() {
    return isOver() ? -1 : piece[at++] & 0xff;
  }

  @Override
  public int read(byte[] to, int from, int count) {
    if (count == 0) {
      return 0;
    }
    if (isOver()) {
      return -1;
    }
    int some = Math.min(count, piece.length - at);
    System.arraycopy(piece, at, to, from, some);
    at += some;
    return some;
  }

  @Override
  public int available() {
    return piece.length - at;
  }

  @Override
  public void close() {
    pieces.close();
  }
}
