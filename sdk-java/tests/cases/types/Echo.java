package app;

import java.util.Set;
import java.util.List;
import java.util.Optional;
import wit.test.types.exports.Offered;
import wit.test.types.imports.Given;
import wit.test.types.imports.Types;
import witloom.rt.Result;
import witloom.rt.Tuple2;
import witloom.rt.Tuple3;

/** Hands every value to the import of the same name and returns what comes back. */
public final class Echo implements Offered {
  @Override
  public boolean echoBool(boolean v) {
    return Given.echoBool(v);
  }

  @Override
  public int echoU8(int v) {
    return Given.echoU8(v);
  }

  @Override
  public byte echoS8(byte v) {
    return Given.echoS8(v);
  }

  @Override
  public int echoU16(int v) {
    return Given.echoU16(v);
  }

  @Override
  public short echoS16(short v) {
    return Given.echoS16(v);
  }

  @Override
  public long echoU32(long v) {
    return Given.echoU32(v);
  }

  @Override
  public int echoS32(int v) {
    return Given.echoS32(v);
  }

  @Override
  public long echoU64(long v) {
    return Given.echoU64(v);
  }

  @Override
  public long echoS64(long v) {
    return Given.echoS64(v);
  }

  @Override
  public float echoF32(float v) {
    return Given.echoF32(v);
  }

  @Override
  public double echoF64(double v) {
    return Given.echoF64(v);
  }

  @Override
  public int echoChar(int v) {
    return Given.echoChar(v);
  }

  @Override
  public String echoString(String v) {
    return Given.echoString(v);
  }

  @Override
  public boolean[] echoBools(boolean[] v) {
    return Given.echoBools(v);
  }

  @Override
  public byte[] echoBytes(byte[] v) {
    return Given.echoBytes(v);
  }

  @Override
  public byte[] echoS8s(byte[] v) {
    return Given.echoS8s(v);
  }

  @Override
  public int[] echoU16s(int[] v) {
    return Given.echoU16s(v);
  }

  @Override
  public short[] echoS16s(short[] v) {
    return Given.echoS16s(v);
  }

  @Override
  public long[] echoU32s(long[] v) {
    return Given.echoU32s(v);
  }

  @Override
  public int[] echoS32s(int[] v) {
    return Given.echoS32s(v);
  }

  @Override
  public long[] echoU64s(long[] v) {
    return Given.echoU64s(v);
  }

  @Override
  public long[] echoS64s(long[] v) {
    return Given.echoS64s(v);
  }

  @Override
  public float[] echoF32s(float[] v) {
    return Given.echoF32s(v);
  }

  @Override
  public double[] echoF64s(double[] v) {
    return Given.echoF64s(v);
  }

  @Override
  public int[] echoChars(int[] v) {
    return Given.echoChars(v);
  }

  @Override
  public List<String> echoStrings(List<String> v) {
    return Given.echoStrings(v);
  }

  @Override
  public List<List<String>> echoNestedLists(List<List<String>> v) {
    return Given.echoNestedLists(v);
  }

  @Override
  public Optional<Long> echoOpt(Optional<Long> v) {
    return Given.echoOpt(v);
  }

  @Override
  public Optional<Optional<String>> echoOptOpt(Optional<Optional<String>> v) {
    return Given.echoOptOpt(v);
  }

  @Override
  public Optional<byte[]> echoOptBytes(Optional<byte[]> v) {
    return Given.echoOptBytes(v);
  }

  @Override
  public Types.Point echoPoint(Types.Point v) {
    return Given.echoPoint(v);
  }

  @Override
  public Types.Person echoPerson(Types.Person v) {
    return Given.echoPerson(v);
  }

  @Override
  public List<Types.Person> echoPeople(List<Types.Person> v) {
    return Given.echoPeople(v);
  }

  @Override
  public Types.Shape echoShape(Types.Shape v) {
    return Given.echoShape(v);
  }

  @Override
  public List<Types.Shape> echoShapes(List<Types.Shape> v) {
    return Given.echoShapes(v);
  }

  @Override
  public Types.Mixed echoMixed(Types.Mixed v) {
    return Given.echoMixed(v);
  }

  @Override
  public Types.Color echoColor(Types.Color v) {
    return Given.echoColor(v);
  }

  @Override
  public Set<Types.Perms> echoPerms(Set<Types.Perms> v) {
    return Given.echoPerms(v);
  }

  @Override
  public Set<Types.Wide> echoWide(Set<Types.Wide> v) {
    return Given.echoWide(v);
  }

  @Override
  public Tuple2<Integer, String> echoPair(Tuple2<Integer, String> v) {
    return Given.echoPair(v);
  }

  @Override
  public Tuple2<Tuple2<Long, Float>, Optional<Types.Color>> echoDeep(Tuple2<Tuple2<Long, Float>, Optional<Types.Color>> v) {
    return Given.echoDeep(v);
  }

  @Override
  public List<Result<Integer, String>> echoResults(List<Result<Integer, String>> v) {
    return Given.echoResults(v);
  }

  @Override
  public Tuple3<Result<Void, Void>, Result<Integer, Void>, Result<Void, Types.Color>> echoBare(Tuple3<Result<Void, Void>, Result<Integer, Void>, Result<Void, Types.Color>> v) {
    return Given.echoBare(v);
  }

  @Override
  public Types.Big echoBig(Types.Big v) {
    return Given.echoBig(v);
  }

  @Override
  public Types.Keywords echoKeywords(Types.Keywords v) {
    return Given.echoKeywords(v);
  }

  @Override
  public String many(
      int a,
      String b,
      long c,
      float d,
      byte[] e,
      Optional<Long> f,
      Types.Point g,
      String h,
      String i,
      long j) {
    return Given.many(a, b, c, d, e, f, g, h, i, j);
  }

  @Override
  public long wideSum(
      int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k, int l, int m,
      int n, int o, int p, int q) {
    return Given.wideSum(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q);
  }

  @Override
  public void nothing() {
    Given.nothing();
  }

  @Override
  public String check(long n) throws FailureException {
    try {
      return Given.check(n);
    } catch (Given.FailureException error) {
      throw new FailureException(error.value());
    }
  }

  @Override
  public void tryIt(long n) throws TryItException {
    try {
      Given.tryIt(n);
    } catch (Given.TryItException error) {
      throw new TryItException(error.value());
    }
  }

  @Override
  public void bareTry(long n) throws BareTryException {
    try {
      Given.bareTry(n);
    } catch (Given.BareTryException error) {
      throw new BareTryException();
    }
  }
}
