package items;

/** A list of what is for sale. */
final class Catalog {
  private Catalog() {}

  /** The list as JSON. */
  static String json() {
    StringBuilder json = new StringBuilder("[");
    for (int n = 0; n < 15; n++) {
      json.append(n == 0 ? "" : ",").append("{\"sku\":\"sku-").append(n);
      json.append("\",\"name\":\"thing number ").append(n).append("\",\"price\":").append(n * 100);
      json.append(",\"stock\":").append(n % 2 == 0).append('}');
    }
    return json.append("]\n").toString();
  }
}
