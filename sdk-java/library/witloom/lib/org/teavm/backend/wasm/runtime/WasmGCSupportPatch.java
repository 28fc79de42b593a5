package witloom.lib.org.teavm.backend.wasm.runtime;

import witloom.lib.Bounds;
import witloom.lib.Casts;

/** The exceptions that generated code throws, with texts. */
public final class WasmGCSupportPatch {
  private WasmGCSupportPatch() {}

  public static ArrayIndexOutOfBoundsException aiiobe() {
    return Bounds.outside();
  }

  public static ClassCastException cce() {
    return Casts.failed();
  }
}
