package org.teavm.classlib.java.util.stream.longimpl;

import java.util.HashSet;
import java.util.Set;
import java.util.function.LongPredicate;

/** Elements that were not there before; TeaVM's forgets them where a stream is made of several. */
public class TDistinctLongStreamImpl extends TWrappingLongStreamImpl {
  private final Set<Long> seen = new HashSet<>();

  public TDistinctLongStreamImpl(TSimpleLongStreamImpl source) {
    super(source);
  }

  @Override
  protected LongPredicate wrap(LongPredicate next) {
    return element -> !seen.add(element) || next.test(element);
  }
}
