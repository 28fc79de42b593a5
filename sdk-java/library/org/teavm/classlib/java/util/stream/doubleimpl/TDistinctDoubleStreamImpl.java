package org.teavm.classlib.java.util.stream.doubleimpl;

import java.util.HashSet;
import java.util.Set;
import java.util.function.DoublePredicate;

/** Elements that were not there before; TeaVM's forgets them where a stream is made of several. */
public class TDistinctDoubleStreamImpl extends TWrappingDoubleStreamImpl {
  private final Set<Double> seen = new HashSet<>();

  public TDistinctDoubleStreamImpl(TSimpleDoubleStreamImpl source) {
    super(source);
  }

  @Override
  protected DoublePredicate wrap(DoublePredicate next) {
    return element -> !seen.add(element) || next.test(element);
  }
}
