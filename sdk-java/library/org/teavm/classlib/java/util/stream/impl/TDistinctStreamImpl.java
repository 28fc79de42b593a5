package org.teavm.classlib.java.util.stream.impl;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/** Elements that were not there before; TeaVM's forgets them where a stream is made of several. */
public class TDistinctStreamImpl<T> extends TWrappingStreamImpl<T, T> {
  private final Set<T> seen = new HashSet<>();

  public TDistinctStreamImpl(TSimpleStreamImpl<T> source) {
    super(source);
  }

  @Override
  protected Predicate<T> wrap(Predicate<? super T> next) {
    return element -> !seen.add(element) || next.test(element);
  }
}
