package org.teavm.classlib.java.util.stream.intimpl;

import java.util.HashSet;
import java.util.Set;
import java.util.function.IntPredicate;

/** Elements that were not there before; TeaVM's forgets them where a stream is made of several. */
public class TDistinctIntStreamImpl extends TWrappingIntStreamImpl {
  private final Set<Integer> seen = new HashSet<>();

  public TDistinctIntStreamImpl(TSimpleIntStreamImpl source) {
    super(source);
  }

  @Override
  protected IntPredicate wrap(IntPredicate next) {
    return element -> !seen.add(element) || next.test(element);
  }
}
